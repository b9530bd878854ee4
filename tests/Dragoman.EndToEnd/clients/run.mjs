// Runs one scenario of one official client against the gateway and prints what the client made of it as one line of JSON:
//   node run.mjs <client> <scenario>
// BASE_URL, API_KEY and MODEL come from the environment. An error that the client throws is a result too.
const [client, scenario] = process.argv.slice(2);
const { BASE_URL: baseUrl, API_KEY: apiKey, MODEL: model } = process.env;

const { connect } = await import(`./${client}.mjs`);
const session = connect({ baseUrl, apiKey, model });
let result;
try {
  result = await session[scenario]();
} catch (error) {
  result = {
    error: {
      type: error.constructor.name,
      status: error.status ?? null,
      message: String(error.message),
      code: error.code ?? null,
      retryAfter: error.headers?.get?.('retry-after') ?? null,
    },
  };
}

console.log(JSON.stringify(result));
