// Makes a few things smoother. Every page works without it.
(function () {
  "use strict";

  // A refused form: move to the summary, so that it is read out and seen.
  var summary = document.querySelector("[data-error-summary]");
  if (summary) {
    summary.focus();
    summary.addEventListener("click", function (event) {
      var link = event.target.closest("a[href^='#']");
      var control = link && document.getElementById(link.getAttribute("href").slice(1));
      if (!control) return;
      event.preventDefault();
      var place = control.closest("fieldset, .field") || control;
      place.scrollIntoView();
      control.focus({ preventScroll: true });
    });
  }

  // A form that has been sent is not sent again by a second press.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post" || form.hasAttribute("data-may-repeat")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    window.setTimeout(function () { delete form.dataset.sent; }, 4000);
  });

  // Something is being worked on: look again until the page has something else to say.
  var ongoing = document.querySelector("a[data-look-again]");
  function lookAgain(times) {
    window.setTimeout(function () {
      window.fetch(ongoing.href).then(function (response) {
        if (!response.ok || response.redirected) return undefined;
        return response.text().then(function (text) {
          var found = new DOMParser().parseFromString(text, "text/html").querySelector("a[data-look-again]");
          if (!found || found.dataset.lookAgain !== ongoing.dataset.lookAgain) window.location.replace(ongoing.href);
          else if (times > 1) lookAgain(times - 1);
        });
      }).catch(function () { if (times > 1) lookAgain(times - 1); });
    }, 3000);
  }
  if (ongoing) lookAgain(200);

  // Printing shows the tables behind the figures.
  window.addEventListener("beforeprint", function () {
    document.querySelectorAll("details[data-table]:not([open])").forEach(function (details) {
      details.open = true;
      details.dataset.opened = "print";
    });
  });
  window.addEventListener("afterprint", function () {
    document.querySelectorAll("details[data-opened]").forEach(function (details) {
      details.open = false;
      delete details.dataset.opened;
    });
  });
})();
