// The eighteen negotiation settings against what the partner does: the first thing to look at.
const LEVELS = ['required', 'optional', 'not-supported'];
const TLS_ORDER = ['none', 'starttls', 'required', 'direct'];
const ON = ['true', 'on', 'yes'];
const OFF = ['false', 'off', 'no'];

// Axes are found by their letters, so that "partner tls" and "partner_tls" are the same.
function axis_like(record, letters) {
  return record.axes.find((axis) => axis.toLowerCase().replace(/[^a-z]/g, '') === letters) || null;
}

function setting_of(record, i) {
  const tls = record.axis('tls', i), sasl = record.axis('sasl', i);
  const dialback = record.axis('dialback', i);
  if (!LEVELS.includes(tls) || !LEVELS.includes(sasl)) return null;
  if (![...ON, ...OFF].includes(dialback)) return null;
  return {tls, sasl, dialback, on: ON.includes(dialback)};
}
const is_of_matrix = (record, i) => setting_of(record, i) !== null;

function matrix_columns(record) {
  const partner = axis_like(record, 'partnertls'), direction = axis_like(record, 'direction');
  const order = (value) => (TLS_ORDER.indexOf(value) + 1) || TLS_ORDER.length + 1;
  const kinds = partner ? record.values_of(partner).sort((a, b) => order(a) - order(b)) : [''];
  const ways = direction ? record.values_of(direction).sort().reverse() : [''];
  return {partner, direction, ways, kinds};
}

const DIRECTION_WORDS = {
  outbound: 'the gateway opens the stream',
  inbound: 'the partner opens the stream',
};

function matrix_view(record) {
  const columns = matrix_columns(record);
  const cells = new Map(), settings = new Map();
  for (let i = 0; i < record.size; i++) {
    const setting = setting_of(record, i);
    if (setting === null) continue;
    const row = [setting.sasl, setting.tls, setting.on].join(' ');
    settings.set(row, setting);
    const key = [row, columns.direction ? record.axis(columns.direction, i) : '',
                 columns.partner ? record.axis(columns.partner, i) : ''].join('|');
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(i);
  }
  if (cells.size === 0) return null;
  return h('section', {'aria-labelledby': 'matrix-title'},
           h('h2', {id: 'matrix-title'}, 'The eighteen negotiation settings'),
           h('p', {class: 'hint'},
             'A row is what the gateway is set to for the partner, a column what the partner does with ' +
             'TLS. A cell says how many of its runs passed and what the sessions came to; it opens ' +
             'the runs behind it.'),
           legend(),
           h('div', {class: 'scroller', tabindex: '0', role: 'region', 'aria-labelledby': 'matrix-title'},
             h('table', {class: 'matrix'}, matrix_head(columns),
               LEVELS.map((sasl) => h('tbody', {},
                 LEVELS.map((tls) => [true, false].map((on) => matrix_row(
                     record, columns, cells, settings.get([sasl, tls, on].join(' ')) ||
                     {tls, sasl, dialback: on ? 'on' : 'off', on}))))))));
}

function legend() {
  return h('ul', {class: 'legend', 'aria-label': 'Outcomes'},
           CATEGORIES.map((each) => h('li', {}, h('i', {class: 'swatch ' + each.key}),
                                      h('b', {}, each.short), ' ' + each.long)));
}

function matrix_head({ways, kinds, partner}) {
  return h('thead', {},
           h('tr', {}, h('th', {colspan: '3', scope: 'colgroup'}, 'the gateway’s setting'),
             ways.map((way) => h('th', {scope: 'colgroup', colspan: kinds.length, class: 'way'},
                                 DIRECTION_WORDS[way] || way || 'runs',
                                 partner ? h('small', {}, ' · partner’s TLS:') : '')),
             h('th', {scope: 'col', rowspan: '2', class: 'sum'}, 'row')),
           h('tr', {}, ['SASL', 'TLS', 'dialback'].map((word) => h('th', {scope: 'col'}, word)),
             ways.map(() => kinds.map((kind, place) => h(
               'th', {scope: 'col', class: place === 0 ? 'first' : null}, kind)))));
}

// The names of a setting stand once for the rows that share them.
function row_names({sasl, tls, on}) {
  const first_of_tls = on, first_of_sasl = on && tls === LEVELS[0];
  return [first_of_sasl ? h('th', {scope: 'rowgroup', rowspan: '6'}, sasl) : null,
          first_of_tls ? h('th', {scope: 'rowgroup', rowspan: '2'}, tls) : null,
          h('th', {scope: 'row'}, on ? 'on' : 'off')];
}

function matrix_row(record, columns, cells, setting) {
  const row = [setting.sasl, setting.tls, setting.on].join(' ');
  const query = {'axis.tls': setting.tls, 'axis.sasl': setting.sasl,
                 'axis.dialback': setting.dialback};
  const all = [];
  const tds = columns.ways.map((way) => columns.kinds.map((kind, place) => {
    const indices = cells.get([row, way, kind].join('|')) || [];
    all.push(...indices);
    const address = {...query};
    if (columns.direction) address['axis.' + columns.direction] = way;
    if (columns.partner) address['axis.' + columns.partner] = kind;
    return matrix_cell(record, indices, address, place === 0 ? 'first' : '');
  }));
  return h('tr', {class: setting.on ? 'pair' : null}, row_names(setting), tds,
           sum_cell(record, all, query));
}

function by_category(record, indices) {
  const counts = new Map(CATEGORIES.map((each) => [each.key, 0]));
  for (const i of indices) {
    const key = category_of(record.outcome('observed', i));
    counts.set(key, (counts.get(key) || 0) + 1);
  }
  return [...counts].filter(([, number]) => number > 0);
}

function ratio(counts) {
  return h('span', {class: 'ratio ' + worst(counts)}, status_sign(worst(counts)),
           grouped(counts.passed) + '/' + grouped(counts.total));
}

function matrix_cell(record, indices, address, place) {
  if (indices.length === 0) return h('td', {class: place + ' absent'}, 'not run');
  const counts = tally(record, indices), shares = by_category(record, indices);
  return h('td', {class: place + ' ' + worst(counts)},
           h('a', {href: runs_address(address)}, ratio(counts),
             h('span', {class: 'bar', 'aria-hidden': 'true'},
               shares.map(([key, number]) => h('i', {class: 'swatch ' + key,
                                                     style: 'flex-grow:' + number}))),
             h('span', {class: 'shares'}, shares.map(([key, number]) => h(
                 'span', {class: key}, category_named(key).short + ' ' + grouped(number) + ' ')))));
}

function sum_cell(record, indices, query) {
  if (indices.length === 0) return h('td', {class: 'sum absent'}, 'not run');
  const counts = tally(record, indices), status = worst(counts);
  return h('td', {class: 'sum'}, h('a', {href: runs_address(query)}, h(
      'span', {class: 'ratio ' + status}, status_sign(status), counts.passed === counts.total ?
          grouped(counts.total) : grouped(counts.total - counts.passed) + ' not')));
}
