import Anthropic from '@anthropic-ai/sdk';
import { converse } from './messages.mjs';

export const connect = ({ baseUrl, apiKey, model }) => converse(new Anthropic({ baseURL: baseUrl, apiKey, maxRetries: 0 }), model);
