namespace Dragoman.Commands.Init;

/// <summary>Every preset (D13). A new one is an entry here; a test loads each.</summary>
internal static class Presets
{
    /// <summary>All presets.</summary>
    public static IReadOnlyList<Preset> All { get; } =
    [
        new(
            "anthropic",
            "Claude at Anthropic",
            """
            upstreams:
              anthropic: {api_key: "${ANTHROPIC_API_KEY}"}
            """,
            "ANTHROPIC_API_KEY"),
        new(
            "openai",
            "OpenAI's models",
            """
            upstreams:
              openai: {api_key: "${OPENAI_API_KEY}"}
            """,
            "OPENAI_API_KEY"),
        new(
            "azure-openai",
            "OpenAI's models on Azure; deployments are named like the models",
            """
            upstreams:
              azure:
                endpoint: ${AZURE_OPENAI_ENDPOINT}     # https://NAME.openai.azure.com/openai/v1
                api_key: ${AZURE_OPENAI_API_KEY}
            """,
            "AZURE_OPENAI_ENDPOINT",
            "AZURE_OPENAI_API_KEY"),
        new(
            "bedrock-claude",
            "Claude on Amazon Bedrock, through InvokeModel",
            """
            # Credentials: AWS_BEARER_TOKEN_BEDROCK, or whatever the AWS tools would find (environment, profile, role).
            upstreams:
              bedrock:
                provider: bedrock-claude
                region: us-east-1
                # aws_profile: work
                # role: arn:aws:iam::123456789012:role/claude

            # Outside of the USA the ids begin with eu., jp., au. or global.
            tiers:
              haiku: bedrock/us.anthropic.claude-haiku-5-5
              sonnet: bedrock/us.anthropic.claude-sonnet-5-5
              opus: bedrock/us.anthropic.claude-opus-5-5
            """),
        new(
            "bedrock-mantle",
            "Claude in Amazon Bedrock, through its Messages API",
            """
            # Credentials: AWS_BEARER_TOKEN_BEDROCK, or whatever the AWS tools would find (environment, profile, role).
            upstreams:
              mantle:
                provider: bedrock-mantle
                region: us-east-1

            tiers:
              haiku: mantle/anthropic.claude-haiku-5-5
              sonnet: mantle/anthropic.claude-sonnet-5-5
              opus: mantle/anthropic.claude-opus-5-5
            """),
        new(
            "claude-platform-aws",
            "Anthropic's own API, signed in and paid for through AWS",
            """
            # Requests are signed with whatever credentials the AWS tools would find. For a workspace's key instead:
            # auth: x-api-key and api_key: ${ANTHROPIC_AWS_API_KEY}.
            upstreams:
              platform:
                provider: claude-platform-aws
                region: us-east-1
                headers: {anthropic-workspace-id: "${ANTHROPIC_AWS_WORKSPACE_ID}"}
            """,
            "ANTHROPIC_AWS_WORKSPACE_ID"),
        new(
            "vertex-claude",
            "Claude on Google Cloud",
            """
            # Credentials: Google's application default (gcloud auth application-default login, or the machine's identity).
            upstreams:
              vertex:
                provider: vertex-claude
                region: global                          # or us, eu, us-east5, …
                project: my-project                     # the id of your project
            """),
        new(
            "vertex-gemini",
            "Google's Gemini on Google Cloud",
            """
            # Credentials: Google's application default (gcloud auth application-default login, or the machine's identity).
            upstreams:
              vertex:
                region: global                          # or us, eu, us-central1, …
                project: my-project                     # the id of your project
            """),
    ];

    /// <summary>The preset of that name; null where there is none.</summary>
    public static Preset? Find(string name) => All.FirstOrDefault(preset => preset.Name == name);
}
