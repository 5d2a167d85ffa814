// The hand-written scenarios by folder, and matrices other than the eighteen settings.
function scenarios_view(record) {
  const folders = new Map();
  for (let i = 0; i < record.size; i++) {
    if (is_of_matrix(record, i)) continue;
    const name = record.has_cell(i) ? record.text('file', i) || record.id(i) : record.id(i);
    const folder = record.id(i).split('/').slice(0, -1).join('/').split('/')[0] || 'scenarios';
    if (!folders.has(folder)) folders.set(folder, new Map());
    const scenarios = folders.get(folder);
    if (!scenarios.has(name)) scenarios.set(name, []);
    scenarios.get(name).push(i);
  }
  if (folders.size === 0) return null;
  return h('section', {'aria-labelledby': 'scenarios-title'},
           h('h2', {id: 'scenarios-title'}, 'Scenarios'),
           [...folders].map(([folder, scenarios]) => folder_view(record, folder, scenarios)));
}

function folder_view(record, folder, scenarios) {
  const counts = tally(record, [...scenarios.values()].flat());
  return h('section', {class: 'folder'},
           h('h3', {}, h('a', {href: runs_address({folder})}, folder), ' ', ratio(counts)),
           h('table', {class: 'list'},
             h('thead', {class: 'unseen'}, h('tr', {}, ['status', 'scenario', 'outcome'].map(
                 (word) => h('th', {scope: 'col'}, word)))),
             h('tbody', {}, [...scenarios].map(([name, runs]) => runs.length === 1 ?
                 scenario_row(record, runs[0]) : many_row(record, name, runs)))));
}

function scenario_row(record, i) {
  return h('tr', {class: record.status(i)}, h('td', {}, status_sign(record.status(i))),
           h('td', {}, run_link(record, i, record.text('title', i) || record.id(i)),
             h('code', {class: 'id'}, record.id(i)),
             record.status(i) === 'passed' ? null : h('p', {class: 'why'}, record.text('reason', i))),
           h('td', {class: 'outcome'}, outcome_phrase(record.outcome('observed', i))));
}

function many_row(record, name, runs) {
  const counts = tally(record, runs);
  return h('tr', {class: worst(counts)}, h('td', {}, status_sign(worst(counts))),
           h('td', {}, h('a', {href: runs_address({file: name})}, record.text('title', runs[0])),
             h('code', {class: 'id'}, name)),
           h('td', {class: 'outcome'}, 'matrix, ' + grouped(counts.passed) + ' of ' +
             plural(counts.total, 'run') + ' passed'));
}
