// Makes answering smoother: saves as one goes, tries again over a lost network, hides what is not asked.
// Every page works without it, and nothing is kept in the browser.
(function () {
  "use strict";

  var form = document.querySelector("form[data-save]");
  var SLOWEST = 30000;

  function each(selector, does, within) {
    Array.prototype.forEach.call((within || document).querySelectorAll(selector), does);
  }

  // What is told first is read first.
  var first = document.querySelector("[data-first]");
  if (first) first.focus();

  // Words that came in a picture's address go into the field, and out of the address.
  var typed = document.querySelector("form[data-code] input[name=kod]");
  if (typed && location.hash.length > 1) {
    if (!typed.value) typed.value = decodeURIComponent(location.hash.slice(1)).slice(0, 200);
    history.replaceState(null, "", location.pathname + location.search);
  }

  // A page that comes back out of the browser's memory is asked for again, so that it shows what holds now.
  window.addEventListener("pageshow", function (event) {
    if (event.persisted) location.reload();
  });

  var kiosk = document.body.dataset.kiosk;
  if (kiosk) watchOver(kiosk);
  if (!form) return;

  var words = form.dataset;
  var status = form.querySelector("[data-status]");
  var isDirty = false, isSaving = false, isEnded = false, wait = 0, timer = 0, leaving = null, isSent = false;

  function say(text, isTrouble) {
    if (status.textContent !== text) status.textContent = text;
    if (isTrouble) status.dataset.trouble = ""; else delete status.dataset.trouble;
  }

  function held() {
    var data = new FormData(form);
    data.delete("enkat:anda");
    return new URLSearchParams(data);
  }

  function later(milliseconds) {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, milliseconds);
  }

  // One request at a time and always the whole page, so that the last one to arrive is right and a repeated one harmless.
  function save() {
    window.clearTimeout(timer);
    if (isSaving || isEnded || !isDirty) return;
    isSaving = true;
    isDirty = false;
    if (!wait) say(words.saving);
    fetch(words.save, { method: "POST", body: held(), credentials: "same-origin", signal: limit(10000) }).then(
      function (reply) {
        isSaving = false;
        if (reply.status === 204 || reply.status === 202) return saved(reply.status === 202);
        if (reply.status === 409) return ended(words.answered);
        if (reply.status === 410) return ended(words.closed);
        if (reply.status === 400) { say(words.stale, true); return go(); }
        failed();
      },
      function () { isSaving = false; failed(); }
    );
  }

  function saved(isCut) {
    wait = 0;
    say(isCut ? words.cut : words.saved, isCut);
    if (isDirty) later(0); else go();
  }

  function failed() {
    isDirty = true;
    wait = Math.min(SLOWEST, wait ? wait * 2 : 1000);
    say(leaving ? words.sending : words.waiting, true);
    later(wait * (0.75 + Math.random() / 2));
  }

  function ended(text) {
    isEnded = true;
    say(text, true);
    go();
  }

  function limit(milliseconds) {
    return window.AbortSignal && AbortSignal.timeout ? AbortSignal.timeout(milliseconds) : undefined;
  }

  function go() {
    if (!leaving) return;
    var button = leaving;
    leaving = null;
    isSent = true;
    isDirty = false;
    if (form.requestSubmit) form.requestSubmit(button); else form.submit();
  }

  window.addEventListener("online", function () { wait = 0; save(); });

  form.addEventListener("change", function () { isDirty = true; follow(); later(300); });
  form.addEventListener("input", function (event) {
    if (event.target.type === "radio" || event.target.type === "checkbox") return;
    isDirty = true;
    count(event.target);
    later(1200);
  });

  // What is not saved yet is saved before the page is left, so that a lost network never costs an answer.
  form.addEventListener("submit", function (event) {
    if (isSent) {
      if (form.dataset.gone) event.preventDefault();
      form.dataset.gone = "yes";
      window.setTimeout(function () { delete form.dataset.gone; isSent = false; }, 4000);
      return;
    }
    if (!isDirty && !isSaving && navigator.onLine !== false) { isSent = true; form.dataset.gone = "yes"; window.setTimeout(function () { delete form.dataset.gone; isSent = false; }, 4000); return; }
    event.preventDefault();
    leaving = event.submitter || form.querySelector("button[type=submit]");
    isDirty = true;
    save();
  });

  window.addEventListener("pagehide", function () {
    if (isDirty && !isEnded && !isSent && navigator.sendBeacon) navigator.sendBeacon(words.save, held());
  });

  // Questions that hang on another: shown when it is answered so.
  function follow() {
    each("[data-if]", function (question) {
      var codes = question.dataset.codes.split(" ");
      var other = form.querySelector("#" + CSS.escape("f-" + question.dataset.if));
      var holder = other && other.closest(".q");
      var isAsked = false;
      each("[name='" + CSS.escape(question.dataset.if) + "']", function (control) {
        var counts = control.type === "radio" || control.type === "checkbox" ? control.checked : control.value.trim();
        if (counts && codes.indexOf(control.value.trim().replace(",", ".")) >= 0) isAsked = true;
      }, form);
      question.hidden = !isAsked || Boolean(holder && holder.hidden);
    }, form);
    measure();
    each("fieldset.q", offerToClear, form);
  }

  // How far one has come, where the whole survey is one page.
  var bar = form.querySelector("[data-progress]");
  function measure() {
    if (!bar) return;
    var done = 0, whole = 0;
    each(".q", function (question) {
      if (question.hidden || question.querySelector("textarea") || question.querySelector("legend .soft")) return;
      whole += 1;
      var field = question.querySelector("input[type=text]");
      if (question.querySelector("input:checked") || (field && field.value.trim())) done += 1;
    }, form);
    bar.querySelector("p").textContent = bar.dataset.progress.replace(/\d+(?!.*\d)/, whole).replace("#", done);
    bar.querySelector(".progress__done").setAttribute("width", (whole ? (100 * done) / whole : 100) + "%");
  }

  // An answer can be taken back: passing over is a right also after one has pressed.
  function offerToClear(question) {
    var chosen = question.querySelector("input[type=radio]:checked");
    var button = question.querySelector("[data-clear]");
    if (!chosen) { if (button) button.hidden = true; return; }
    if (!button) {
      button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.dataset.clear = "";
      button.textContent = words.clear;
      button.addEventListener("click", function () {
        each("input:checked", function (control) { control.checked = false; }, question);
        question.querySelector("input").focus();
        isDirty = true;
        follow();
        later(300);
      });
      question.appendChild(button);
    }
    button.hidden = false;
  }

  // "Vet ej" and the others put each other out where several may be ticked.
  form.addEventListener("change", function (event) {
    var box = event.target;
    if (box.type !== "checkbox" || !box.checked) return;
    each("input[type=checkbox]", function (other) {
      if (other !== box && (other.value === "vet_ej") !== (box.value === "vet_ej")) other.checked = false;
    }, box.closest(".q"));
  });

  function count(field) {
    if (!field.dataset.longest) return;
    var told = document.getElementById(field.id + "-antal");
    var left = field.dataset.longest - Array.from(field.value.trim()).length;
    told.textContent = (left < 0 ? told.dataset.over : told.dataset.left).replace("#", Math.abs(left));
    told.classList.toggle("over", left < 0);
  }
  each("textarea[data-longest]", count, form);
  follow();

  // A shared screen: when nobody is there any more, go back to the page that forgets.
  function watchOver(home) {
    var QUIET = 90000, LAST = 30000, away = 0, ask = null;
    function leave() { location.replace(home); }
    function begin() {
      window.clearTimeout(away);
      if (ask) { ask.remove(); ask = null; }
      away = window.setTimeout(warn, QUIET);
    }
    function warn() {
      ask = document.createElement("div");
      ask.className = "stay";
      ask.setAttribute("role", "alertdialog");
      ask.setAttribute("aria-label", document.body.dataset.kioskStay);
      ask.appendChild(document.createElement("p")).textContent = document.body.dataset.kioskAsk;
      var button = ask.appendChild(document.createElement("button"));
      button.type = "button";
      button.className = "button";
      button.textContent = document.body.dataset.kioskStay;
      button.addEventListener("click", begin);
      document.body.appendChild(ask);
      button.focus();
      away = window.setTimeout(leave, LAST);
    }
    if (location.pathname === home) return;
    ["pointerdown", "keydown", "input"].forEach(function (what) {
      document.addEventListener(what, function (event) { if (!ask || !ask.contains(event.target)) begin(); });
    });
    begin();
  }
})();
