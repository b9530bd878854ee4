import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import { OAuth2Client } from 'google-auth-library';
import { converse } from './messages.mjs';

export function connect({ baseUrl, apiKey, model }) {
  const authClient = new OAuth2Client();
  authClient.setCredentials({ access_token: apiKey });
  return converse(new AnthropicVertex({ baseURL: `${baseUrl}/vertex/v1`, authClient, projectId: 'project', region: 'us-east5', maxRetries: 0 }), model);
}
