// The runs behind a cell, a folder or a requirement, with filters; the filters are the address.
const RUNS_STEP = 200;

function matching(record, query) {
  const words = (query.get('q') || '').toLowerCase().split(/\s+/).filter(Boolean);
  const axes = record.axes.filter((axis) => query.get('axis.' + axis));
  const indices = [];
  for (let i = 0; i < record.size; i++) {
    if (query.get('status') && record.status(i) !== query.get('status')) continue;
    if (query.get('folder') && !record.id(i).startsWith(query.get('folder') + '/')) continue;
    if (query.get('file') && record.text('file', i) !== query.get('file')) continue;
    if (axes.some((axis) => record.axis(axis, i) !== query.get('axis.' + axis))) continue;
    if (query.get('outcome') &&
        outcome_phrase(record.outcome('observed', i)) !== query.get('outcome')) continue;
    if (query.get('same') && record.columns.dialogue[i] !== Number(query.get('same'))) continue;
    if (query.get('requirement') &&
        !record.texts('requirements', i).includes(query.get('requirement'))) continue;
    if (words.length && !contains(record, i, words)) continue;
    indices.push(i);
  }
  return indices;
}

function contains(record, i, words) {
  const text = [record.id(i), record.text('title', i), record.text('reason', i),
                record.text('rule', i), outcome_phrase(record.outcome('observed', i)),
                ...record.texts('requirements', i)].join(' ').toLowerCase();
  return words.every((word) => text.includes(word));
}

function runs_view(record, query) {
  const indices = matching(record, query);
  const body = h('tbody', {}), axes = axis_columns(record, indices);
  const more = h('button', {type: 'button', class: 'more'}, 'Show more');
  let shown = 0;
  const show = () => {
    const until = Math.min(shown + RUNS_STEP, indices.length);
    for (; shown < until; shown++) body.append(run_row(record, indices[shown], axes));
    more.hidden = shown === indices.length;
    more.textContent = 'Show ' + Math.min(RUNS_STEP, indices.length - shown) + ' more of ' +
        grouped(indices.length - shown);
  };
  more.addEventListener('click', show);
  show();
  return h('div', {}, h('p', {class: 'crumbs'}, h('a', {href: '#'}, 'Overview'), ' / runs'),
           h('h2', {tabindex: '-1'}, plural(indices.length, 'run'), ' ',
             indices.length ? ratio(tally(record, indices)) : ''),
           filters(record, query), outcomes_of(record, indices, query),
           indices.length === 0 ? h('p', {class: 'hint'}, 'No run fits these filters.') :
               h('table', {class: 'list runs' + (axes ? ' cells' : '')},
                 h('thead', {}, h('tr', {}, ['', ...(axes || ['run']), 'came to'].map(
                     (word) => h('th', {scope: 'col'}, word)))), body), more);
}

// Where all runs are cells, what tells them apart gets columns; otherwise null.
function axis_columns(record, indices) {
  if (!indices.length || !indices.every((i) => record.has_cell(i))) return null;
  const seen = new Map(record.axes.map((axis) => [axis, new Set()]));
  for (const i of indices) for (const axis of record.axes) seen.get(axis).add(record.axis(axis, i));
  return record.axes.filter((axis) => seen.get(axis).size > 1);
}

function run_row(record, i, axes) {
  const status = h('td', {}, status_sign(record.status(i)));
  const phrase = outcome_phrase(record.outcome('observed', i));
  const why = record.text('reason', i) ? h('p', {class: 'why'}, record.text('reason', i)) : null;
  if (axes === null)
    return h('tr', {class: record.status(i)}, status,
             h('td', {}, run_link(record, i, record.text('title', i) || record.id(i),
                                  h('code', {class: 'id'}, record.id(i))), why),
             h('td', {class: 'outcome'}, phrase));
  return h('tr', {class: record.status(i)}, status,
           axes.map((axis) => h('td', {class: 'value'}, record.axis(axis, i))),
           h('td', {class: 'outcome'}, run_link(record, i, phrase), why));
}

function changed(query, name, value) {
  const next = new URLSearchParams(query);
  if (value) next.set(name, value);
  else next.delete(name);
  return '#runs?' + next.toString();
}

function select(query, name, label, values) {
  const chosen = query.get(name) || '';
  const choose = (event) => { location.hash = changed(query, name, event.target.value); };
  return h('label', {class: chosen ? 'set' : null}, label,
           h('select', {onchange: choose, 'data-filter': name},
             h('option', {value: ''}, 'any'),
             values.map((value) => h('option', {value, selected: value === chosen}, value))));
}

function filters(record, query) {
  const search = (event) => {
    event.preventDefault();
    location.hash = changed(query, 'q', new FormData(event.target).get('q').trim());
  };
  const fixed = ['folder', 'file', 'requirement', 'same', 'outcome'].filter((name) => query.get(name));
  const axes = record.axes.filter((axis) => record.values_of(axis).length > 1);
  return h('form', {class: 'filters', role: 'search', onsubmit: search},
           h('label', {class: 'text'}, 'text',
             h('input', {type: 'search', name: 'q', id: 'search', value: query.get('q') || '',
                         placeholder: 'id, title, reason, condition, requirement'})),
           select(query, 'status', 'status', STATUSES),
           axes.map((axis) => select(query, 'axis.' + axis, axis, record.values_of(axis))),
           fixed.map((name) => h('a', {class: 'fixed', href: changed(query, name, '')},
                                 (name === 'same' ? 'same dialogue' : name + ': ' + query.get(name)),
                                 h('span', {'aria-label': 'remove'}, ' ×'))),
           query.size ? h('a', {class: 'fixed', href: '#runs?'}, 'clear all') : null);
}

// What these runs came to, most frequent first; each line is a filter.
function outcomes_of(record, indices, query) {
  const counts = new Map();
  for (const i of indices) {
    const outcome = record.outcome('observed', i), phrase = outcome_phrase(outcome);
    const entry = counts.get(phrase) || {phrase, key: category_of(outcome), number: 0};
    entry.number++;
    counts.set(phrase, entry);
  }
  if (counts.size < 2) return null;
  const most = [...counts.values()].sort((a, b) => b.number - a.number);
  return h('ul', {class: 'outcomes', 'aria-label': 'Outcomes of these runs'},
           most.map(({phrase, key, number}) => h('li', {},
             h('a', {href: changed(query, 'outcome', phrase)}, h('i', {class: 'swatch ' + key}),
               h('b', {}, grouped(number)), ' ' + phrase))));
}
