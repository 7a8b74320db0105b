// Where the whole form is in sight, typing goes into it at once. Elsewhere it is read down to it first.
const form = document.querySelector(".sign-form");
const field = form?.querySelector("input:not([type=hidden])");
const within = (box) => box.top >= 0 && box.bottom <= innerHeight;
if (field && !document.getElementById("error-summary") && within(form.getBoundingClientRect())) {
  field.focus({ preventScroll: true });
}
