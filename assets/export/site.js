// written by diurnal
// Search in all pages: words are joined by AND; case and accents do not matter.
(function () {
  "use strict";
  var most = 200;
  var fold = function (text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  };
  var field = document.getElementById("search");
  var sum = document.getElementById("found");
  var list = document.getElementById("results");
  var rest = document.getElementById("overview");
  var entries = window.diurnal || [];
  var search = function () {
    var words = fold(field.value).split(/\s+/).filter(Boolean);
    list.textContent = "";
    rest.hidden = words.length > 0;
    if (!words.length) { sum.textContent = ""; return; }
    var found = entries.filter(function (entry) {
      return words.every(function (word) { return entry[3].indexOf(word) >= 0; });
    });
    found.slice(-most).reverse().forEach(function (entry) {
      var link = document.createElement("a");
      link.href = entry[0];
      link.textContent = entry[2] || entry[1];
      var item = document.createElement("li");
      item.appendChild(document.createTextNode(entry[1] + " "));
      item.appendChild(link);
      list.appendChild(item);
    });
    sum.textContent = found.length + " of " + entries.length + " entries" +
      (found.length > most ? "; the newest " + most + " are shown" : "");
  };
  var timer = 0;
  field.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  field.parentElement.hidden = false;
})();
