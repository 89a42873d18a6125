// Search in this page: words are joined by AND; case and accents do not matter.
(function () {
  "use strict";
  var fold = function (text) {
    return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  };
  var field = document.getElementById("search");
  var sum = document.getElementById("found");
  var articles = Array.prototype.slice.call(document.querySelectorAll("article"));
  var months = Array.prototype.slice.call(document.querySelectorAll("section.month"));
  var rest = document.getElementById("overview");
  var texts = null;
  var search = function () {
    var words = fold(field.value).split(/\s+/).filter(Boolean);
    texts = texts || articles.map(function (article) { return fold(article.textContent); });
    var found = 0;
    articles.forEach(function (article, at) {
      var has = words.every(function (word) { return texts[at].indexOf(word) >= 0; });
      article.hidden = !has;
      found += has ? 1 : 0;
    });
    months.forEach(function (month) {
      month.hidden = !month.querySelector("article:not([hidden])");
    });
    rest.hidden = words.length > 0;
    sum.textContent = words.length ? found + " of " + articles.length + " entries" : "";
  };
  var timer = 0;
  field.addEventListener("input", function () {
    clearTimeout(timer);
    timer = setTimeout(search, 120);
  });
  field.parentElement.hidden = false;
})();
