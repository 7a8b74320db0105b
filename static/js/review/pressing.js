// Whether the last thing somebody did was a press with a finger or a mouse, and not a key.
let pressed = false;

addEventListener("pointerdown", () => (pressed = true), true);
addEventListener("keydown", () => (pressed = false), true);

export const isPress = () => pressed;
