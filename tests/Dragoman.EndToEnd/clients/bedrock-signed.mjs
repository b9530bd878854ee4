import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { converse } from './messages.mjs';

// Signed with keys that the gateway knows nothing of; its own key stands in a header beside the signature.
export const connect = ({ baseUrl, apiKey, model }) => converse(
  new AnthropicBedrock({
    baseURL: `${baseUrl}/bedrock`,
    awsAccessKey: 'AKIAIOSFODNN7EXAMPLE',
    awsSecretKey: 'none',
    awsRegion: 'us-east-1',
    defaultHeaders: { 'x-api-key': apiKey },
    maxRetries: 0,
  }),
  model);
