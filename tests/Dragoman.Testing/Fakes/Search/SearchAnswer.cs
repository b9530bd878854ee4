namespace Dragoman.Testing;

/// <summary>What a search endpoint answers.</summary>
/// <param name="Pages">The pages that it found: address, title, text, age.</param>
public sealed record SearchAnswer(params (string Url, string Title, string Text, string Age)[] Pages)
{
    /// <summary>The HTTP status.</summary>
    public int Status { get; init; } = 200;

    /// <summary>A body in place of the results.</summary>
    public string? Body { get; init; }

    /// <summary>What has to happen before it answers.</summary>
    public Task Until { get; init; } = Task.CompletedTask;

    /// <summary>One page.</summary>
    public static SearchAnswer Of(string url, string title, string text = "", string age = "") => new((url, title, text, age));

    /// <summary>A refusal.</summary>
    public static SearchAnswer Fail(int status, string body = "{}") => new() { Status = status, Body = body };
}
