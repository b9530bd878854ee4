using System.Text.Json;
using Dragoman.Core.Models;
using Dragoman.Core.Tests.Configuration;
using Dragoman.Dialects.Json;

namespace Dragoman.Core.Tests.Models;

public sealed class ModelListTests
{
    [Fact]
    public void H_341_every_listed_id_is_one_that_the_cli_keeps_and_that_routes()
    {
        foreach (var snapshot in new[]
        {
            Load.FromEnvironment(("ANTHROPIC_API_KEY", "a"), ("OPENAI_API_KEY", "o"), ("GROQ_API_KEY", "g"), ("OPENROUTER_API_KEY", "r")),
            Load.Snapshot(SampleConfigTests.Own),
        })
        {
            snapshot.Models.All.ShouldNotBeEmpty();
            foreach (var model in snapshot.Models.All)
            {
                (model.Id.Contains("claude", StringComparison.OrdinalIgnoreCase) || model.Id.Contains("anthropic", StringComparison.OrdinalIgnoreCase)).ShouldBeTrue(model.Id);
                var decision = snapshot.Decide(model.Id);
                decision.Failure.ShouldBeNull(model.Id);
                decision.Reason.ShouldNotStartWith("policy", customMessage: model.Id);
            }

            snapshot.Models.All.Select(model => model.Id).ShouldBeUnique();
        }
    }

    [Fact]
    public void H_341_models_of_other_providers_are_published_under_claude_via_with_a_clear_name()
    {
        var models = Load.FromEnvironment(("OPENAI_API_KEY", "o")).Models;

        models.Find("claude-via/openai/gpt-5")!.DisplayName.ShouldBe("GPT-5 (OpenAI)");
        Load.Snapshot(SampleConfigTests.Own).Models.All[0].Id.ShouldBe("claude-via/large");
    }

    [Fact]
    public void H_341_H_342_a_page_has_the_messages_apis_shape()
    {
        using var output = new ByteWriter();
        ModelListWriter.WritePage(Load.FromEnvironment(("ANTHROPIC_API_KEY", "a"), ("OPENAI_API_KEY", "o")).Models.Page(1000), output);
        using var json = JsonDocument.Parse(output.WrittenMemory);
        var root = json.RootElement;

        root.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        root.TryGetProperty("object", out _).ShouldBeFalse();
        var data = root.GetProperty("data").EnumerateArray().ToList();
        root.GetProperty("first_id").GetString().ShouldBe(data[0].GetProperty("id").GetString());
        root.GetProperty("last_id").GetString().ShouldBe(data[^1].GetProperty("id").GetString());
        foreach (var model in data)
        {
            model.GetProperty("type").GetString().ShouldBe("model");
            model.GetProperty("display_name").GetString().ShouldNotBeNullOrEmpty();
            DateTimeOffset.Parse(model.GetProperty("created_at").GetString()!, System.Globalization.CultureInfo.InvariantCulture).Year.ShouldBeInRange(2024, 2030);
        }
    }

    [Fact]
    public void H_344_entries_carry_window_answer_size_and_capabilities()
    {
        using var output = new ByteWriter();
        ModelListWriter.WriteModel(Load.FromEnvironment(("OPENAI_API_KEY", "o")).Models.Find("claude-via/openai/gpt-5")!, output);
        using var json = JsonDocument.Parse(output.WrittenMemory);
        var model = json.RootElement;

        model.GetProperty("max_input_tokens").GetInt64().ShouldBe(400_000);
        model.GetProperty("max_tokens").GetInt64().ShouldBe(128_000);
        var capabilities = model.GetProperty("capabilities");
        capabilities.GetProperty("image_input").GetProperty("supported").GetBoolean().ShouldBeTrue();
        capabilities.GetProperty("thinking").GetProperty("supported").GetBoolean().ShouldBeTrue();
        capabilities.GetProperty("thinking").GetProperty("types").GetProperty("adaptive").GetProperty("supported").GetBoolean().ShouldBeTrue();
        capabilities.GetProperty("effort").GetProperty("high").GetProperty("supported").GetBoolean().ShouldBeTrue();
        capabilities.GetProperty("structured_outputs").GetProperty("supported").GetBoolean().ShouldBeTrue();
    }

    [Fact]
    public void H_343_pages_follow_one_another_in_both_directions()
    {
        var models = Load.FromEnvironment(("ANTHROPIC_API_KEY", "a"), ("OPENAI_API_KEY", "o")).Models;
        var seen = new List<string>();
        for (ModelPage? page = null; page is null || page.HasMore;)
        {
            page = models.Page(7, afterId: seen.LastOrDefault());
            page.Models.Count.ShouldBeLessThanOrEqualTo(7);
            seen.AddRange(page.Models.Select(model => model.Id));
        }

        seen.ShouldBe(models.All.Select(model => model.Id));

        var back = models.Page(5, beforeId: seen[10]);
        back.Models.Select(model => model.Id).ShouldBe(seen[5..10]);
        back.HasMore.ShouldBeTrue();
        models.Page(5, beforeId: seen[3]).HasMore.ShouldBeFalse();
        models.Page(5, afterId: "nothing").Models.ShouldBeEmpty();
        models.Page(0).Models.Count.ShouldBe(1);
        models.Page(int.MaxValue).Models.Count.ShouldBe(models.All.Count);
        models.Page().Models.Count.ShouldBe(20);
    }

    [Fact]
    public void H_345_H_333_a_probe_or_a_turn_without_a_stream_is_routed_like_any_other()
    {
        var table = Load.Snapshot(SampleConfigTests.Own).RouteTable;
        foreach (var (max, stream) in new[] { (1L, false), (128_000L, true), (0L, false) })
        {
            var facts = new Core.Routing.TurnFacts { RequestedModel = "claude-opus-5-5", InputTokens = 9000, MaxTokens = max, IsStreaming = stream };
            table.Decide(in facts).Target!.Model.ShouldBe("gpt-5");
        }
    }

    [Fact]
    public void H_343_one_model_is_found_by_its_id_and_no_other()
    {
        var models = Load.FromEnvironment(("OPENROUTER_API_KEY", "r"), ("OPENAI_API_KEY", "o")).Models;

        models.Find("claude-via/openai/gpt-5").ShouldNotBeNull();
        models.Find("claude-via/openai/nothing").ShouldBeNull();
    }
}
