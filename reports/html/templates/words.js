// Small words and elements that all views share.
function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(3).filter((child) => child !== null && child !== undefined));
  return element;
}

const grouped = (number) => number.toLocaleString('en-US');
const plural = (number, word) => grouped(number) + ' ' + word + (number === 1 ? '' : 's');

const STATUS_SIGNS = {passed: '✓', failed: '✕', error: '!', skipped: '–'};
function status_sign(status) {
  return h('span', {class: 'sign ' + status},
           h('span', {'aria-hidden': 'true'}, STATUS_SIGNS[status]),
           h('span', {class: 'unseen'}, status));
}

// What an attempt came to, as a category: shape and word, never colour alone.
const CATEGORIES = [
  {key: 'sasl-over-tls', short: 'SASL', long: 'SASL EXTERNAL over TLS'},
  {key: 'tls-dialback', short: 'dialback/TLS', long: 'dialback over TLS'},
  {key: 'tcp-dialback', short: 'dialback/TCP', long: 'dialback over plain TCP'},
  {key: 'refused', short: 'refused', long: 'the session was refused'},
  {key: 'not-valid', short: 'not valid', long: 'the configuration was refused when entered'},
];
function category_of(outcome) {
  if (outcome === null) return '';
  if (outcome.configuration === 'refused') return 'not-valid';
  return outcome.stage === 'established' ? outcome.method : 'refused';
}
const category_named = (key) => CATEGORIES.find((each) => each.key === key) ||
    {key, short: key || 'unknown', long: key || 'no outcome'};

function outcome_phrase(outcome) {
  if (outcome === null) return 'no outcome';
  if (outcome.configuration === 'refused')
    return 'configuration refused: ' + outcome.condition.replace('configuration:', '');
  if (outcome.stage === 'established') return category_named(outcome.method).long;
  const by = outcome.closed_by && outcome.closed_by !== 'none' ? ' by the ' + outcome.closed_by : '';
  const end = outcome.stage ? 'ended at ' + outcome.stage + by : 'ended';
  return end + (outcome.condition ? ': ' + outcome.condition : '');
}

function tally(record, indices) {
  const counts = {total: 0, passed: 0, failed: 0, error: 0, skipped: 0};
  for (const i of indices) {
    counts.total++;
    counts[record.status(i)]++;
  }
  return counts;
}
function worst(counts) {
  if (counts.failed) return 'failed';
  if (counts.error) return 'error';
  return counts.passed ? 'passed' : 'skipped';
}

function run_link(record, i, ...content) {
  return h('a', {href: '#run=' + encodeURIComponent(record.id(i))}, ...content);
}
function runs_address(query) {
  return '#runs?' + new URLSearchParams(query).toString();
}

function seconds(microseconds) {
  return (microseconds / 1e6).toFixed(6).replace(/(\d{3})$/, ' $1');
}
