// Addresses to views: "" overview, "#runs?..." a list, "#run=ID" one run; and the keys.
let last_list = {address: '#runs?', indices: null};

function overview(record) {
  const unwell = [];
  for (let i = 0; i < record.size && unwell.length < 20; i++)
    if (['failed', 'error'].includes(record.status(i))) unwell.push(i);
  return h('div', {}, unwell.length ? unwell_view(record, unwell) : null, matrix_view(record),
           scenarios_view(record), requirements_view(record));
}

function unwell_view(record, indices) {
  const query = new URLSearchParams();
  return h('section', {'aria-labelledby': 'unwell-title'},
           h('h2', {id: 'unwell-title'}, 'What did not pass'),
           h('table', {class: 'list runs'}, h('tbody', {}, indices.map((i) => unwell_row(record, i, query)))),
           indices.length === 20 ? h('p', {class: 'hint'}, 'The first twenty. ',
             h('a', {href: runs_address({status: 'failed'})}, 'All failed runs')) : null);
}

function unwell_row(record, i) {
  return h('tr', {class: record.status(i)}, h('td', {}, status_sign(record.status(i))),
           h('td', {}, run_link(record, i, h('code', {class: 'id whole'}, record.id(i))),
             h('p', {class: 'why'}, record.text('reason', i))),
           h('td', {class: 'outcome'}, outcome_phrase(record.outcome('observed', i))));
}

function neighbours_of(record, i) {
  if (!last_list.indices || !last_list.indices.includes(i))
    last_list = {address: '#runs?', indices: matching(record, new URLSearchParams())};
  const {indices, address} = last_list, place = indices.indexOf(i);
  return {address, place, total: indices.length, previous: place > 0 ? indices[place - 1] : null,
          next: place + 1 < indices.length ? indices[place + 1] : null};
}

function view_of(record, hash) {
  if (hash.startsWith('#runs')) {
    const query = new URLSearchParams(hash.slice(6));
    last_list = {address: hash, indices: matching(record, query)};
    return runs_view(record, query);
  }
  if (hash.startsWith('#run=')) {
    const id = decodeURIComponent(hash.slice(5)), i = record.index_of_id.get(id);
    if (i !== undefined) return run_view(record, i, neighbours_of(record, i));
    return h('p', {class: 'hint'}, 'There is no run ', h('code', {}, id), ' in this report. ',
             h('a', {href: '#'}, 'Overview'));
  }
  return overview(record);
}

function show(record, is_first) {
  const main = document.getElementById('main');
  const refocus = document.activeElement && document.activeElement.dataset.filter;
  document.body.classList.toggle('inner', location.hash.startsWith('#run'));
  main.replaceChildren(view_of(record, location.hash));
  main.setAttribute('aria-busy', 'false');
  if (is_first) return;
  if (refocus) {
    main.querySelector('[data-filter="' + CSS.escape(refocus) + '"]')?.focus();
    return;
  }
  scrollTo(0, 0);
  (main.querySelector('h2[tabindex]') || main).focus({preventScroll: true});
}

function on_key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches('input:not([type=checkbox]), select, textarea')) return;
  const neighbour = {j: 'next →', k: '← previous'}[event.key];
  if (neighbour) {
    const links = [...document.querySelectorAll('.neighbours a')];
    links.find((link) => link.textContent === neighbour)?.click();
  } else if (event.key === 'l' || event.key === 'e') {
    document.querySelector('[data-key=' + event.key + ']')?.click();
  } else if (event.key === '/') {
    event.preventDefault();
    if (!location.hash.startsWith('#runs')) location.hash = '#runs?';
    setTimeout(() => document.getElementById('search')?.focus(), 50);
  } else if (event.key === 'Escape') {
    location.hash = location.hash.startsWith('#run=') ? last_list.address : '#';
  }
}

RunRecord.open().then((record) => {
  show(record, true);
  addEventListener('hashchange', () => { if (location.hash !== '#main') show(record, false); });
  addEventListener('keydown', on_key);
}).catch((error) => {
  document.getElementById('main').replaceChildren(h('p', {class: 'hint'},
      'The record could not be opened: ' + error.message + '. A browser of 2023 or later is needed.'));
});
