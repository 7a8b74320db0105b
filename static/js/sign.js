// Where what is typed and the button to sign are both in sight, typing goes there at once. Elsewhere the plan is read
// down to them first.
const form = document.querySelector(".sign-form");
const field = form?.querySelector("input:not([type=hidden])");

function isInSight(element) {
  const box = element.getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight;
}

if (field && !document.getElementById("error-summary") && isInSight(field) && isInSight(form.querySelector("button"))) {
  field.focus({ preventScroll: true });
}
