// "None of these" clears the other ticks, and another tick clears "none of these".
document.addEventListener("change", (event) => {
  const tick = event.target;
  const group = tick.closest("[data-ticks]");
  if (!group || !tick.checked) return;
  const alone = "exclusive" in tick.dataset;
  group.querySelectorAll("input:checked").forEach((other) => {
    if (other !== tick && (alone || "exclusive" in other.dataset)) other.checked = false;
  });
});
