using System.Collections.Concurrent;
using Dragoman.Core.Routing;
using Microsoft.Extensions.Logging;

namespace Dragoman.DataPlane.Admission;

/// <summary>
/// Which model answers for each target. That an upstream answers with another one than it was asked for, or than it did before, is a
/// change of configuration that nobody here made: an event (G03).
/// </summary>
internal sealed partial class AnsweredModels(ILogger<AnsweredModels> log)
{
    // Targets come from a configuration, and an upstream names few models: beyond this somebody makes them up.
    private const int Most = 4_096;
    private const int MaxName = 200;

    private readonly ConcurrentDictionary<string, string> _last = new(StringComparer.Ordinal);

    /// <summary>The model before, where it is another one now; null where nothing changed. An alias's own dated version is no change.</summary>
    public string? Change(RouteTarget target, string model)
    {
        model = model.Length > MaxName ? model[..MaxName] : model;
        if (_last.TryGetValue(target.Name, out var before))
        {
            if (before == model)
            {
                return null;
            }
        }
        else
        {
            before = target.Model;
            if (_last.Count >= Most)
            {
                return null;
            }
        }

        _last[target.Name] = model;
        if (before == model || IsVersionOf(model, before))
        {
            return null;
        }

        Log.Changed(log, target.Name, before, model);
        return before;
    }

    // claude-opus-5-5 answers as claude-opus-5-5-20260901, gpt-5 as gpt-5-2026-08-07.
    private static bool IsVersionOf(string model, string alias) =>
        model.Length > alias.Length + 1 && model.StartsWith(alias, StringComparison.Ordinal)
        && model[alias.Length] is '-' or '@'
        && model.AsSpan(alias.Length + 1).IndexOfAnyExcept("0123456789-") < 0;

    private static partial class Log
    {
        [LoggerMessage(1231, LogLevel.Warning, "{Target} answers with another model: {Before} before, {Now} now; pin a dated model, or ask its provider")]
        public static partial void Changed(ILogger log, string target, string before, string now);
    }
}
