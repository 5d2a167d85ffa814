// Which requirement of which section is met: every id that a run cites, by document.
function requirements_view(record) {
  const found = new Map();
  for (let i = 0; i < record.size; i++) {
    for (const id of record.texts('requirements', i)) {
      if (!found.has(id)) found.set(id, []);
      found.get(id).push(i);
    }
  }
  if (found.size === 0) return null;
  const documents = new Map();
  for (const id of [...found.keys()].sort(by_section)) {
    const name = id.split('-')[0];
    if (!documents.has(name)) documents.set(name, []);
    documents.get(name).push(id);
  }
  return h('section', {'aria-labelledby': 'requirements-title'},
           h('h2', {id: 'requirements-title'}, 'Requirements'),
           [...documents].map(([name, ids]) => document_view(record, name, ids, found)));
}

// "RFC6120-4.10.1-x" comes after "RFC6120-4.9-y".
const by_section = (a, b) => a.localeCompare(b, 'en', {numeric: true});

function document_view(record, name, ids, found) {
  const rows = ids.map((id) => ({id, runs: found.get(id), counts: tally(record, found.get(id))}));
  const unmet = rows.filter(({counts}) => counts.failed + counts.error > 0).length;
  return h('details', {open: unmet > 0},
           h('summary', {}, h('b', {}, name.replace(/^(RFC|XEP)/, '$1 ')), ' ' +
             plural(ids.length, 'requirement') + ' exercised, ' +
             (unmet ? unmet + ' with runs that did not pass' : 'all runs passed')),
           h('table', {class: 'list compact'},
             h('thead', {}, h('tr', {}, ['', 'requirement', 'runs passed'].map(
                 (word) => h('th', {scope: 'col'}, word)))),
             h('tbody', {}, rows.map(({id, counts}) => h('tr', {class: worst(counts)},
               h('td', {}, status_sign(worst(counts))),
               h('td', {}, h('a', {href: runs_address({requirement: id})}, h('code', {}, id))),
               h('td', {class: 'number'}, grouped(counts.passed) + '/' + grouped(counts.total)))))));
}
