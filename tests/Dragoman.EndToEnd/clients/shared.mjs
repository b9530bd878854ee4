// One red pixel.
export const picture =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg==';

// Two tools, and what the programme answers to a call of one.
export const tools = [
  { name: 'weather', description: 'The weather of a city', schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
  { name: 'time', description: 'The time in a city', schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] } },
];
export const answerOf = (name, input) => `${name} of ${input.city}: fine`;
