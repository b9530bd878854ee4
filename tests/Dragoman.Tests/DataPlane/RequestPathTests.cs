using Dragoman.DataPlane;

namespace Dragoman.Tests.DataPlane;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/v1/messages")]
    [InlineData("/v1/v1/messages")]
    [InlineData("/anthropic/v1/messages")]
    [InlineData("/anthropic/v1/v1/messages")]
    [InlineData("/api/v1/messages")]
    [InlineData("/claude-code/v1/messages")]
    [InlineData("/v1/messages/")]
    public void A01_every_base_url_that_people_set_leads_to_a_turn(string path) =>
        Find(path).ShouldBe((Operation.Turn, ClientDialects.Messages));

    [Theory]
    [InlineData("/v1/messages/count_tokens")]
    [InlineData("/anthropic/v1/messages/count_tokens")]
    [InlineData("/v1/v1/messages/count_tokens")]
    public void A02_counting_is_found_behind_every_base_url(string path) =>
        Find(path).ShouldBe((Operation.CountTokens, ClientDialects.Messages));

    [Theory]
    [InlineData("/")]
    [InlineData("/api/hello")]
    [InlineData("/anthropic/api/hello")]
    [InlineData("/v1/api/hello")]
    [InlineData("/anthropic")]
    public void H_013_warm_up_probes_are_known(string path) => Find(path).Operation.ShouldBe(Operation.Hello);

    [Fact]
    public void H_343_a_model_id_may_hold_slashes_and_stays_as_it_was_written()
    {
        RequestPath.Match("/v1/models/openrouter%2Ffoo", out var id)!.Operation.ShouldBe(Operation.Model);
        id.ToString().ShouldBe("openrouter%2Ffoo");
    }

    [Theory]
    [InlineData("/v1/message")]
    [InlineData("/v2/messages")]
    [InlineData("/anthropics/v1/messages")]
    [InlineData("/etc/passwd")]
    public void Other_paths_are_nothing(string path) => RequestPath.Match(path, out _).ShouldBeNull();

    [Theory]
    [InlineData("/v1/chat/completions", ClientDialects.Chat)]
    [InlineData("/openai/v1/chat/completions", ClientDialects.Chat)]
    [InlineData("/v1/v1/chat/completions", ClientDialects.Chat)]
    [InlineData("/chat/completions", ClientDialects.Chat)]
    [InlineData("/openai/deployments/gpt-5/chat/completions", ClientDialects.Chat)]
    [InlineData("/v1/responses", ClientDialects.Responses)]
    [InlineData("/openai/v1/responses", ClientDialects.Responses)]
    [InlineData("/responses", ClientDialects.Responses)]
    public void E05_a_turn_of_openais_clients_is_found_behind_every_base_url(string path, string dialect) =>
        Find(path).ShouldBe((Operation.Turn, dialect));

    [Theory]
    [InlineData("/v1beta/models/gemini-3-pro:generateContent", ClientDialects.Gemini, "gemini-3-pro", false)]
    [InlineData("/v1beta/models/gemini-3-pro:streamGenerateContent", ClientDialects.Gemini, "gemini-3-pro", true)]
    [InlineData("/gemini/v1/models/openai/gpt-5:streamGenerateContent", ClientDialects.Gemini, "openai/gpt-5", true)]
    [InlineData("/v1/v1beta/models/m:generateContent", ClientDialects.Gemini, "m", false)]
    [InlineData("/v1beta1/projects/p/locations/global/publishers/google/models/m:generateContent", ClientDialects.Gemini, "m", false)]
    [InlineData("/model/us.anthropic.claude-opus-4-7-v1:0/invoke", ClientDialects.Bedrock, "us.anthropic.claude-opus-4-7-v1:0", false)]
    [InlineData("/bedrock/model/openai%2Fgpt-5/invoke-with-response-stream", ClientDialects.Bedrock, "openai%2Fgpt-5", true)]
    [InlineData("/v1/projects/p/locations/us-east5/publishers/anthropic/models/claude-opus-4-7@20260101:rawPredict", ClientDialects.Vertex, "claude-opus-4-7@20260101", false)]
    [InlineData("/vertex/projects/p/locations/global/publishers/anthropic/models/m:streamRawPredict", ClientDialects.Vertex, "m", true)]
    [InlineData("/vertex_ai/v1/projects/p/locations/global/publishers/anthropic/models/m:streamRawPredict", ClientDialects.Vertex, "m", true)]
    public void A02_E05_where_the_path_names_model_and_stream_they_are_taken_from_it(string path, string dialect, string model, bool stream)
    {
        var row = RequestPath.Match(path, out var found)!;
        (row.Operation, row.Dialect, row.Stream).ShouldBe((Operation.Turn, dialect, (bool?)stream));
        found.ToString().ShouldBe(model);
    }

    [Theory]
    [InlineData("/v1beta/models/m:countTokens", ClientDialects.Gemini)]
    [InlineData("/v1/responses/input_tokens", ClientDialects.Responses)]
    [InlineData("/model/m/count-tokens", ClientDialects.Bedrock)]
    [InlineData("/v1/projects/p/locations/l/publishers/anthropic/models/count-tokens:rawPredict", ClientDialects.Vertex)]
    public void A02_every_protocols_way_to_count_is_found(string path, string dialect) => Find(path).ShouldBe((Operation.CountTokens, dialect));

    [Theory]
    [InlineData("/v1/models", ClientDialects.Messages)]
    [InlineData("/models", ClientDialects.Chat)]
    [InlineData("/v1beta/models", ClientDialects.Gemini)]
    [InlineData("/bedrock/inference-profiles", ClientDialects.Bedrock)]
    public void A02_every_protocols_list_of_models_is_found(string path, string dialect) => Find(path).ShouldBe((Operation.Models, dialect));

    [Theory]
    [InlineData("/v1beta/models/:generateContent")]
    [InlineData("/model//invoke")]
    [InlineData("/v1/projects/a/b/locations/l/publishers/anthropic/models/m:rawPredict")]
    public void A_path_without_a_model_or_with_a_segment_too_many_is_no_turn(string path) =>
        RequestPath.Match(path, out _)?.Operation.ShouldNotBe(Operation.Turn);

    private static (Operation Operation, string Dialect) Find(string path)
    {
        var row = RequestPath.Match(path, out _).ShouldNotBeNull();
        return (row.Operation, row.Dialect);
    }
}
