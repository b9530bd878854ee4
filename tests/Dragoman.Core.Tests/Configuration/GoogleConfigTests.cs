using Dragoman.Core.Configuration;
using Dragoman.Dialects.Gemini;

namespace Dragoman.Core.Tests.Configuration;

/// <summary>Google's two doors: the Gemini API with a key, Vertex AI with the cloud's own credentials.</summary>
public sealed class GoogleConfigTests
{
    [Theory]
    [InlineData("GEMINI_API_KEY")]
    [InlineData("GOOGLE_API_KEY")]
    public void A_key_in_the_environment_is_enough(string variable)
    {
        var snapshot = Load.FromEnvironment((variable, "AIza-test"));
        var target = snapshot.Decide("gemini-3.1-pro-preview").Target!;
        target.Upstream.Dialect.Name.ShouldBe("gemini");
        target.Upstream.AuthStyle.ShouldBe(AuthStyle.GoogleApiKey);
        target.StreamEndpoint.AbsoluteUri.ShouldBe("https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-pro-preview:streamGenerateContent?alt=sse");
        target.WholeEndpoint.AbsoluteUri.ShouldBe("https://generativelanguage.googleapis.com/v1beta/models/gemini-3.1-pro-preview:generateContent");
        target.Traits.ContextWindow.ShouldBe(1_048_576);
        target.Traits.Documents.ShouldBeTrue();
        snapshot.Decide("opus").Target!.Model.ShouldBe("gemini-3.1-pro-preview");
    }

    [Theory]
    [InlineData("us-central1", "https://us-central1-aiplatform.googleapis.com/v1/projects/acme/locations/us-central1/publishers/google/models/gemini-3.1-pro-preview:generateContent")]
    [InlineData("global", "https://aiplatform.googleapis.com/v1/projects/acme/locations/global/publishers/google/models/gemini-3.1-pro-preview:generateContent")]
    public void H_394_a_region_names_the_host_but_for_the_global_one(string region, string expected)
    {
        var snapshot = Load.Snapshot($$"""
            upstreams:
              vertex:
                project: acme
                region: {{region}}
            """);
        var target = snapshot.Decide("vertex/gemini-3.1-pro-preview").Target!;
        target.WholeEndpoint.AbsoluteUri.ShouldBe(expected);
        target.Upstream.Cloud!.Style.ShouldBe(AuthStyle.GoogleOAuth);
        target.Upstream.Cloud.Credential.ShouldBeNull();
    }

    [Fact]
    public void Vertex_is_found_by_the_variables_of_Googles_own_tools()
    {
        var snapshot = Load.FromEnvironment(("GOOGLE_GENAI_USE_VERTEXAI", "true"), ("GOOGLE_CLOUD_PROJECT", "acme"), ("GOOGLE_CLOUD_LOCATION", "europe-west4"));
        snapshot.Decide("vertex/gemini-2.5-flash").Target!.WholeEndpoint.Host.ShouldBe("europe-west4-aiplatform.googleapis.com");
        AutoConfig.FromEnvironment(new Dictionary<string, string> { ["GOOGLE_CLOUD_PROJECT"] = "acme" }, null).Config.Upstreams.ShouldBeEmpty("a project alone is no wish");
    }

    [Fact]
    public void A_place_that_is_not_named_is_an_error()
    {
        var errors = Load.Yaml("upstreams:\n  vertex:\n    project: acme\n").Errors;
        errors.ShouldHaveSingleItem().Message.ShouldContain("region");
    }

    [Fact]
    public void H_388_safety_thresholds_are_configured_per_upstream()
    {
        var snapshot = Load.Snapshot("""
            upstreams:
              gemini:
                api_key: ${OPENAI_PROD}
                profile:
                  safety_settings: {HARM_CATEGORY_DANGEROUS_CONTENT: BLOCK_NONE}
                  thinking: level
                  tool_json_schema: false
            """);
        var profile = snapshot.Decide("gemini/gemini-3.1-pro-preview").Target!.Profile.ShouldBeOfType<GeminiProfile>();
        profile.SafetySettings.ShouldBe([new("HARM_CATEGORY_DANGEROUS_CONTENT", "BLOCK_NONE")]);
        profile.Thinking.ShouldBe(GeminiThinking.Level);
        profile.JsonSchema.ShouldBeFalse();
        Load.Yaml("upstreams:\n  gemini:\n    api_key: ${OPENAI_PROD}\n    profile:\n      safety_settings: {X: NEVER}\n").Errors.ShouldNotBeEmpty();
    }
}
