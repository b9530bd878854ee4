using System.Text.RegularExpressions;
using Dragoman.Core.Catalogue;

namespace Dragoman.Core.Importing;

/// <summary>Addresses of other gateways as addresses here, without credentials in them.</summary>
internal static partial class ForeignEndpoint
{
    /// <summary>Reads an address. <paramref name="uri"/> is null where it is a reference, or no address at all.</summary>
    /// <returns>What to write; null where there is nothing to write.</returns>
    public static string? Read(string text, int line, string path, ImportDraft draft, out Uri? uri)
    {
        uri = null;
        if (ImportSecrets.VariableOf(text) is { } variable)
        {
            return draft.Secrets.Use(variable, line);
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var parsed) || parsed.Scheme is not ("http" or "https") || parsed.Host.Length == 0)
        {
            draft.Notes.Add(line, path, "is no http or https address and was left out");
            return null;
        }

        var address = new UriBuilder(parsed) { Fragment = "" };
        if (parsed.UserInfo.Length > 0)
        {
            (address.UserName, address.Password) = ("", "");
            draft.Notes.Add(line, path, "held a user name or password, which was left out; put it into a header by reference");
        }

        if (SecretQuery().IsMatch(parsed.Query))
        {
            address.Query = "";
            draft.Notes.Add(line, path, "held a credential behind the question mark, which was left out; use api_key");
        }

        uri = address.Uri;
        return Text(uri);
    }

    /// <summary>The address, or null where it is the provider's own and need not be written.</summary>
    public static string? UnlessOwn(string provider, Uri uri)
    {
        if (ProviderCatalogue.BuiltIn.Find(provider)?.Endpoint is not { } own || own.Host != uri.Host || own.Port != uri.Port)
        {
            return Text(uri);
        }

        var (path, usual) = (uri.AbsolutePath.TrimEnd('/'), own.AbsolutePath.TrimEnd('/'));
        return path == usual || path.Length == 0 || path == usual + "/chat/completions" || path == usual + "/models"
            || (provider == "anthropic" && path is "/v1" or "/v1/messages") ? null : Text(uri);
    }

    /// <summary>Azure's resource as its OpenAI-compatible endpoint.</summary>
    public static string Azure(Uri uri) => uri.AbsolutePath.Length <= 1 && uri.Host.EndsWith(".azure.com", StringComparison.OrdinalIgnoreCase)
        ? $"{uri.GetLeftPart(UriPartial.Authority)}/openai/v1"
        : Text(uri);

    private static string Text(Uri uri) => uri.AbsoluteUri.TrimEnd('/');

    [GeneratedRegex("[?&][^=&]*(key|token|secret|sig|password|auth)[^=&]*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex SecretQuery();
}
