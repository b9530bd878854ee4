import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { converse } from './messages.mjs';

export const connect = ({ baseUrl, apiKey, model }) =>
  converse(new AnthropicBedrock({ baseURL: `${baseUrl}/bedrock`, apiKey, awsRegion: 'us-east-1', maxRetries: 0 }), model);
