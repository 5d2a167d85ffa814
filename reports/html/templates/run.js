// One run: what was expected, what came, why, how to repeat it, and the whole dialogue.
const FIELD_WORDS = {
  configuration: 'configuration', method: 'method', stage: 'stage reached', closed_by: 'closed by',
  condition: 'condition', to_partner: 'stanza to the partner', to_gateway: 'stanza to the gateway',
};
const dialogue_options = {log: true, everything: false};

function run_view(record, i, neighbours) {
  const id = record.id(i), status = record.status(i);
  return h('article', {class: 'run'},
           h('p', {class: 'crumbs'}, h('a', {href: '#'}, 'Overview'), ' / ',
             h('a', {href: neighbours.address}, 'runs'), ' ', neighbour_links(record, neighbours)),
           h('h2', {tabindex: '-1'}, status_sign(status), ' ', record.text('title', i) || id),
           h('p', {}, h('code', {class: 'id whole'}, id)),
           verdict_text(record, i), h('div', {class: 'columns'},
             h('div', {}, comparison(record, i), cited(record, i)), details(record, i)),
           dialogue_section(record, i));
}

function neighbour_links(record, {previous, next, place, total}) {
  if (total < 2) return null;
  return h('span', {class: 'neighbours'},
           previous === null ? null : run_link(record, previous, '← previous'),
           ' ' + grouped(place + 1) + ' of ' + grouped(total) + ' ',
           next === null ? null : run_link(record, next, 'next →'));
}

function verdict_text(record, i) {
  const status = record.status(i), violations = record.texts('violations', i);
  const reason = record.text('reason', i);
  if (status === 'passed' && !violations.length && !reason) return null;
  return h('div', {class: 'wrong ' + status}, h('p', {}, h('b', {}, status), reason ? ': ' + reason : ''),
           violations.length ? h('ul', {}, violations.map((each) => h('li', {}, each))) : null);
}

function comparison(record, i) {
  const expected = record.outcome('expected', i), observed = record.outcome('observed', i);
  const rule = record.text('rule', i);
  if (!expected && !observed)
    return h('section', {}, h('h3', {}, 'Outcome'), h('p', {class: 'hint'}, 'This run has none.'));
  return h('section', {}, h('h3', {}, 'Outcome'),
           h('table', {class: 'compare'},
             h('thead', {}, h('tr', {}, ['', 'expected', '', 'observed'].map((word) => h('th', {scope: 'col'}, word)))),
             h('tbody', {}, OUTCOME_FIELDS.map((field) => compare_row(field, expected, observed)))),
           rule ? h('p', {class: 'rule'}, h('b', {}, 'Rule. '), rule) : null);
}

function cited(record, i) {
  const ids = record.texts('requirements', i);
  if (ids.length === 0) return null;
  return h('section', {class: 'cited'}, h('h3', {}, 'Requirements'), h('ul', {}, ids.map((id) => h(
      'li', {}, h('a', {href: runs_address({requirement: id})}, h('code', {}, id))))));
}

// An expectation may leave fields open: hand-written ones often do.
function compare_row(field, expected, observed) {
  const left = expected ? expected[field] : '', right = observed ? observed[field] : '';
  const is_whole = expected && expected.configuration && expected.method && expected.stage;
  const says = expected && (left || is_whole);
  const differs = says && observed && left !== right;
  const show = (value) => value ? h('code', {}, value) : h('span', {class: 'nothing'}, '–');
  return h('tr', {class: differs ? 'differs' : null}, h('th', {scope: 'row'}, FIELD_WORDS[field]),
           h('td', {}, says || !expected ? show(left) : h('span', {class: 'nothing'}, 'any')),
           h('td', {class: 'equal'}, !says || !observed ? '' : differs ? '≠' : '='),
           h('td', {}, show(right)));
}

function details(record, i) {
  const cell = record.axes.filter((axis) => record.axis(axis, i));
  const fact = (name, ...value) => h('div', {}, h('dt', {}, name), h('dd', {}, ...value));
  const same = record.same_dialogue(i);
  return h('section', {}, h('h3', {}, 'Details'), h('dl', {class: 'details'},
    cell.map((axis) => fact(axis, record.axis(axis, i))),
    record.text('file', i) ? fact('scenario', h('code', {}, record.text('file', i))) : null,
    fact('back end', record.text('backend', i)), fact('seed', h('code', {}, record.text('seed', i))),
    fact('time inside', seconds(record.columns.virtual_us[i]) + ' s'),
    record.text('hash', i) ? fact('dialogue', h('code', {}, record.text('hash', i) + '…'), ' ',
      same.length ? h('a', {href: runs_address({same: record.columns.dialogue[i]})},
                      plural(same.length, 'other run') + ' had the same') : null) : null,
    record.repeat(i) ? fact('repeat', repeat_view(record.repeat(i))) : null));
}

function repeat_view(command) {
  const copy = async (event) => {
    const button = event.target;
    try {
      await navigator.clipboard.writeText(command);
      button.textContent = 'copied';
    } catch {
      getSelection().selectAllChildren(button.previousSibling);
    }
  };
  return h('span', {class: 'repeat'}, h('code', {}, command),
           h('button', {type: 'button', onclick: copy}, 'copy'));
}

function dialogue_section(record, i) {
  const place = h('div', {class: 'scroller', tabindex: '0', role: 'region', 'aria-label': 'Dialogue'},
                  h('p', {class: 'hint'}, 'Opening the dialogue …'));
  const draw = async () => {
    const entries = await record.dialogue(i);
    place.replaceChildren(entries ? dialogue_view(entries, dialogue_options) : h('p', {class: 'hint'},
        'This report was made without transcripts. The repeat command brings the dialogue back.'));
  };
  const box = (name, key, label) => h('label', {}, h('input', {
    type: 'checkbox', checked: dialogue_options[name], 'data-key': key,
    onchange: (event) => { dialogue_options[name] = event.target.checked; draw(); },
  }), label, ' ', h('kbd', {}, key));
  draw();
  return h('section', {}, h('h3', {}, 'Dialogue'),
           h('p', {class: 'switches'}, box('log', 'l', 'the gateway’s states and log'),
             box('everything', 'e', 'everything: octets on the wire, listeners, closed connections')),
           place);
}
