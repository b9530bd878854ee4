using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Dragoman.Testing;

internal sealed partial class GeminiRules
{
    private static readonly string[] MediaTypes =
        ["image/png", "image/jpeg", "image/webp", "image/heic", "image/heif", "application/pdf", "text/plain", "audio/wav", "audio/mp3", "video/mp4"];

    private void CheckContents(JsonElement body, string model, List<Refusal> found)
    {
        var contents = Items(body, "contents").ToList();
        if (contents.Count == 0)
        {
            found.Add(Bad("* GenerateContentRequest.contents: contents is not specified"));
            return;
        }

        for (var i = 0; i < contents.Count; i++)
        {
            var role = Text(contents[i], "role");
            if (role is not ("user" or "model"))
            {
                found.Add(Bad("Please use a valid role: user, model."));
            }

            var parts = Items(contents[i], "parts").ToList();
            if (parts.Count == 0)
            {
                found.Add(Bad($"* GenerateContentRequest.contents[{i}].parts: contents.parts must not be empty."));
            }

            foreach (var part in parts)
            {
                CheckPart(part, role, i, found);
            }

            CheckParity(contents, i, found);
            CheckSignatures(contents, i, model, found);
        }

        if (Text(contents[0], "role") != "user")
        {
            found.Add(Bad("Please ensure that multiturn requests alternate between user and model, beginning with user."));
        }

        if (Text(contents[^1], "role") != "user")
        {
            found.Add(Bad("Please ensure that single turn requests end with a user role or the role field is empty."));
        }
    }

    private static void CheckPart(JsonElement part, string? role, int index, List<Refusal> found)
    {
        string[] data = ["text", "functionCall", "functionResponse", "inlineData", "fileData", "executableCode", "codeExecutionResult", "toolCall", "toolResponse"];
        var given = data.Where(name => Member(part, name).ValueKind != JsonValueKind.Undefined).ToList();
        if (given.Count != 1)
        {
            found.Add(Bad($"* GenerateContentRequest.contents[{index}].parts: required oneof field 'data' must have one initialized field"));
            return;
        }

        if (given[0] == "text" && Text(part, "text") is null or "" && Text(part, "thoughtSignature") is null)
        {
            found.Add(Bad("Unable to submit request because it must have a text parameter. Add a text parameter and try again."));
        }

        if ((given[0] == "functionCall" && role != "model") || (given[0] == "functionResponse" && role != "user"))
        {
            found.Add(Bad($"Please ensure that {given[0]} comes from the right role."));
        }

        if (given[0] == "functionCall" && Member(Member(part, "functionCall"), "args").ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            found.Add(Bad("Invalid value at 'contents.parts.function_call.args' (type.googleapis.com/google.protobuf.Struct)"));
        }

        if (given[0] == "functionResponse")
        {
            CheckResponse(Member(part, "functionResponse"), found);
        }

        if (given[0] == "inlineData")
        {
            CheckMedia(Member(part, "inlineData"), found);
        }
    }

    private static void CheckResponse(JsonElement response, List<Refusal> found)
    {
        if (Member(response, "response").ValueKind != JsonValueKind.Object)
        {
            found.Add(Bad("Invalid value at 'contents.parts.function_response.response' (type.googleapis.com/google.protobuf.Struct)"));
        }

        foreach (var part in Items(response, "parts"))
        {
            CheckMedia(Member(part, "inlineData"), found);
        }
    }

    private static void CheckMedia(JsonElement media, List<Refusal> found)
    {
        var type = Text(media, "mimeType") ?? "";
        if (!MediaTypes.Contains(type))
        {
            found.Add(Bad($"Unsupported MIME type: {type}"));
        }

        if (Text(media, "data") is not { Length: > 0 } data || !Base64.IsValid(Encoding.UTF8.GetBytes(data)))
        {
            found.Add(Bad("Invalid value at 'contents.parts.inline_data.data' (TYPE_BYTES), Base64 decoding failed"));
        }
    }

    private static void CheckParity(List<JsonElement> contents, int i, List<Refusal> found)
    {
        var calls = Items(contents[i], "parts").Select(part => Member(part, "functionCall")).Where(call => call.ValueKind == JsonValueKind.Object).ToList();
        var answered = i > 0 ? Items(contents[i - 1], "parts").Count(part => Member(part, "functionCall").ValueKind == JsonValueKind.Object) : 0;
        var responses = Items(contents[i], "parts").Count(part => Member(part, "functionResponse").ValueKind == JsonValueKind.Object);
        if (responses > 0 && answered == 0)
        {
            found.Add(Bad("Please ensure that function response turn comes immediately after a function call turn."));
        }

        if (calls.Count == 0)
        {
            return;
        }

        var next = i + 1 < contents.Count
            ? Items(contents[i + 1], "parts").Select(part => Member(part, "functionResponse")).Where(response => response.ValueKind == JsonValueKind.Object).ToList()
            : [];
        if (next.Count != calls.Count)
        {
            found.Add(Bad("Please ensure that the number of function response parts is equal to the number of function call parts of the function call turn."));
            return;
        }

        for (var n = 0; n < calls.Count; n++)
        {
            if (Text(next[n], "name") != Text(calls[n], "name") || Text(next[n], "id") != Text(calls[n], "id"))
            {
                found.Add(Bad($"The function response {n} answers {Text(next[n], "name")} {Text(next[n], "id")}, the call was {Text(calls[n], "name")} {Text(calls[n], "id")}."));
            }
        }
    }

    // Signatures stand on the parts they were minted for; from generation 3 on the first call of a step needs one.
    private void CheckSignatures(List<JsonElement> contents, int i, string model, List<Refusal> found)
    {
        var position = 0;
        foreach (var part in Items(contents[i], "parts"))
        {
            var signature = Text(part, "thoughtSignature");
            var call = Member(part, "functionCall");
            if (signature is not null && signature != SignatureLedger.Placeholder && !signatures.Knows(signature, SignatureLedger.PartOf(part)))
            {
                found.Add(Bad("Corrupted thought signature."));
            }

            if (call.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            if (++position == 1 && signature is null && IsThree(model))
            {
                found.Add(Bad($"Function call is missing a thought_signature in functionCall parts. This is required for tools to work correctly. Function call `default_api:{Text(call, "name")}` , position {i}."));
            }

            if (position > 1 && signature is not null)
            {
                found.Add(Bad("Only the first function call of a step carries a signature."));
            }

            if (signature is not null && !IsThree(model) && signature == SignatureLedger.Placeholder)
            {
                found.Add(Bad("Corrupted thought signature."));
            }
        }
    }
}
