import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import { converse } from './messages.mjs';

export const connect = ({ baseUrl, apiKey, model }) =>
  converse(new AnthropicVertex({ baseURL: `${baseUrl}/vertex/v1`, accessToken: apiKey, projectId: 'project', region: 'us-east5', maxRetries: 0 }), model);
