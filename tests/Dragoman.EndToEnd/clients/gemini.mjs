import { GoogleGenAI } from '@google/genai';
import { answerOf, picture, tools } from './shared.mjs';

export function connect({ baseUrl, apiKey, model }) {
  const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl, retryOptions: { attempts: 1 } } });
  const config = { tools: [{ functionDeclarations: tools.map(({ name, description, schema }) => ({ name, description, parametersJsonSchema: schema })) }] };
  const user = (...parts) => ({ role: 'user', parts });
  const told = answer => ({
    text: (answer.candidates[0].content.parts ?? []).filter(part => !part.thought).map(part => part.text ?? '').join(''),
    stop: answer.candidates[0].finishReason,
    model: answer.modelVersion,
    calls: (answer.functionCalls ?? []).map(call => ({ name: call.name, input: call.args })),
    usage: answer.usageMetadata && {
      input: answer.usageMetadata.promptTokenCount,
      output: answer.usageMetadata.candidatesTokenCount,
      cached: answer.usageMetadata.cachedContentTokenCount,
    },
  });

  // The chunks of a stream put together as one answer.
  const stream = async (contents, more = {}) => {
    const parts = [];
    let deltas = 0;
    let last;
    for await (const chunk of await client.models.generateContentStream({ model, contents, config: more })) {
      const found = chunk.candidates?.[0]?.content?.parts ?? [];
      parts.push(...found);
      deltas += found.some(part => part.text) ? 1 : 0;
      last = chunk;
    }

    const content = { role: 'model', parts };
    const candidate = { ...last.candidates[0], content };
    return {
      deltas,
      content,
      answer: {
        candidates: [candidate],
        modelVersion: last.modelVersion,
        usageMetadata: last.usageMetadata,
        functionCalls: parts.filter(part => part.functionCall).map(part => part.functionCall),
      },
    };
  };

  return {
    whole: async () => told(await client.models.generateContent({ model, contents: 'hello' })),
    stream: async () => {
      const { answer, deltas } = await stream('hello');
      return { ...told(answer), deltas };
    },
    tools: async () => {
      const contents = [user({ text: 'call the tools' })];
      const { answer, content } = await stream(contents, config);
      contents.push(content, user(...answer.functionCalls.map(call => ({
        functionResponse: { id: call.id, name: call.name, response: { output: answerOf(call.name, call.args) } },
      }))));
      const last = await client.models.generateContent({ model, contents, config });
      return { first: told(answer), last: told(last) };
    },
    image: async () => told(await client.models.generateContent({
      model,
      contents: [user({ text: 'what is this' }, { inlineData: { mimeType: 'image/png', data: picture } })],
    })),
    error: async () => told(await client.models.generateContent({ model, contents: 'limited' })),
    broken: async () => told((await stream('break off')).answer),
    count: async () => ({ tokens: (await client.models.countTokens({ model, contents: 'hello' })).totalTokens }),
    models: async () => {
      const ids = [];
      for await (const one of await client.models.list()) {
        ids.push(one.name);
      }

      return { ids };
    },
  };
}
