// Conveniences only: a page reads the same without them.
(function () {
  'use strict';
  document.querySelectorAll('.kp-command').forEach(function (box) {
    if (!navigator.clipboard) { return; }
    var button = document.createElement('button');
    button.type = 'button';
    button.className = 'kp-copy';
    button.textContent = 'copy';
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(box.querySelector('code').textContent).then(function () {
        button.textContent = 'copied';
      });
    });
    box.insertBefore(button, box.firstChild);
  });
  document.querySelectorAll('.kp-table').forEach(function (table) {
    var rows = Array.prototype.slice.call(table.tBodies[0].rows);
    if (rows.length < 24) { return; }
    var field = document.createElement('input');
    field.type = 'search';
    field.className = 'kp-filter';
    field.placeholder = 'show rows with …';
    field.setAttribute('aria-label', 'Show only rows with this text');
    field.addEventListener('input', function () {
      var wanted = field.value.toLowerCase();
      rows.forEach(function (row) { row.hidden = row.textContent.toLowerCase().indexOf(wanted) < 0; });
    });
    table.parentNode.parentNode.insertBefore(field, table.parentNode);
  });
  function unfold() {
    var target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.tagName === 'DETAILS') { target.open = true; }
  }
  window.addEventListener('hashchange', unfold);
  unfold();
})();
