using Dragoman.Dialects;
using Microsoft.AspNetCore.Http;

namespace Dragoman.DataPlane;

/// <summary>One row of the table in <see cref="RequestPath"/>.</summary>
/// <param name="Pattern">
/// The path: <c>(…)</c> at its beginning may be missing, <c>*</c> is anything up to the next slash, <c>{model}</c> is the model's id,
/// slashes included.
/// </param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Dialect">The name of the dialect that is spoken there.</param>
/// <param name="Stream">Whether a stream is wanted, where the path says so.</param>
internal sealed record ClientPath(string Pattern, Operation Operation, string Dialect = ClientDialects.Messages, bool? Stream = null)
{
    private const string Model = "{model}";

    private readonly IDialect? _dialect = DialectRegistry.Find(Dialect);
    private ClientCall? _plain;

    /// <summary>True for reading, false for asking.</summary>
    public bool IsRead => Operation is not (Operation.Turn or Operation.CountTokens);

    /// <summary>The methods that are offered, as the header <c>Allow</c> has them.</summary>
    public string Methods => IsRead ? "GET, HEAD" : "POST";

    /// <summary>True where this method is offered.</summary>
    public bool Allows(string method) => !IsRead
        ? HttpMethods.IsPost(method)
        : HttpMethods.IsGet(method) || (HttpMethods.IsHead(method) && Operation is not (Operation.Models or Operation.Model));

    /// <summary>The call that a request to this path is; null where the dialect is not built.</summary>
    /// <param name="model">The model's id as it stands in the path; empty where the path names none.</param>
    public ClientCall? Call(ReadOnlySpan<char> model)
    {
        if (_dialect is null)
        {
            return null;
        }

        return model.IsEmpty
            ? _plain ??= new ClientCall(_dialect, null, Stream)
            : new ClientCall(_dialect, Uri.UnescapeDataString(model.ToString()), Stream);
    }

    /// <summary>True where a path is this one. Gives the model's id where the pattern has one.</summary>
    public bool Matches(ReadOnlySpan<char> path, out ReadOnlySpan<char> model)
    {
        model = default;
        var pattern = Pattern.AsSpan();
        if (pattern[0] != '(')
        {
            return Matches(pattern, path, ref model);
        }

        var end = pattern.IndexOf(')');
        var optional = pattern[1..end];
        return Matches(pattern[(end + 1)..], path.StartsWith(optional) ? path[optional.Length..] : path, ref model);
    }

    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> path, ref ReadOnlySpan<char> model)
    {
        while (!pattern.IsEmpty)
        {
            if (pattern.StartsWith(Model))
            {
                var rest = pattern[Model.Length..];
                model = path.EndsWith(rest) ? path[..^rest.Length] : default;
                return !model.IsEmpty;
            }

            if (pattern[0] == '*')
            {
                pattern = pattern[1..];
                var segment = path.IndexOf('/');
                path = segment < 0 ? default : path[segment..];
                continue;
            }

            if (path.IsEmpty || path[0] != pattern[0])
            {
                return false;
            }

            pattern = pattern[1..];
            path = path[1..];
        }

        return path.IsEmpty;
    }
}
