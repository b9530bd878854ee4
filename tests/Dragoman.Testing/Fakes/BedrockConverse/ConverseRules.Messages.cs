using System.Text.Json;
using System.Text.RegularExpressions;

namespace Dragoman.Testing;

internal sealed partial class ConverseRules
{
    private void CheckMessages(JsonElement body)
    {
        var messages = Items(body, "messages").ToList();
        foreach (var block in Items(body, "system").Where(block => Has(block, "text") && string.IsNullOrWhiteSpace(Text(block, "text"))))
        {
            Refuse("The text field in the SystemContentBlock object is blank. Add text to the text field, and try again.");
        }

        if (messages.Count == 0 || Text(messages[0], "role") != "user")
        {
            Refuse("A conversation must start with a user message. Try again with a conversation that starts with a user message.");
        }

        if (messages.Count > 0 && Text(messages[^1], "role") != "user")
        {
            Refuse("The model does not support assistant message prefill. The conversation must end with a user message.");
        }

        var open = new List<string>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var usesTools = false;
        for (var i = 0; i < messages.Count; i++)
        {
            if (i > 0 && Text(messages[i], "role") == Text(messages[i - 1], "role"))
            {
                Refuse($"A conversation must alternate between user and assistant roles. Make sure the conversation alternates at messages.{i} and try again.");
            }

            usesTools |= CheckMessage(messages[i], i, open, seen);
        }

        if (open.Count > 0)
        {
            Refuse($"Expected toolResult blocks for the following Ids: {string.Join(", ", open)}");
        }

        if (usesTools && !Has(body, "toolConfig"))
        {
            Refuse("The toolConfig field must be defined when using toolUse and toolResult content blocks.");
        }
    }

    private bool CheckMessage(JsonElement message, int index, List<string> open, HashSet<string> seen)
    {
        var blocks = Items(message, "content").ToList();
        var isUser = Text(message, "role") == "user";
        if (blocks.Count == 0)
        {
            Refuse($"The content field in the Message object at messages.{index} is empty. Add a ContentBlock object to the content field and try again.");
        }

        if (isUser)
        {
            CheckResults(blocks, index, open);
        }

        for (var i = 0; i < blocks.Count; i++)
        {
            CheckBlock(blocks[i], isUser, $"messages.{index}.content.{i}", open, seen);
        }

        CheckMedia(blocks, index);
        return blocks.Exists(block => Has(block, "toolUse") || Has(block, "toolResult"));
    }

    private void CheckResults(List<JsonElement> blocks, int index, List<string> open)
    {
        var results = blocks.Where(block => Has(block, "toolResult")).Select(block => Text(Member(block, "toolResult"), "toolUseId")).ToList();
        if (results.Count > open.Count || results.Distinct().Count() != results.Count)
        {
            Refuse($"The number of toolResult blocks at messages.{index}.content exceeds the number of toolUse blocks of previous turn.");
        }

        var missing = open.Except(results).ToList();
        if (missing.Count > 0)
        {
            Refuse($"Expected toolResult blocks at messages.{index}.content for the following Ids: {string.Join(", ", missing)}");
        }

        open.Clear();
        if (results.Count > 0 && !Has(blocks[0], "toolResult"))
        {
            Refuse($"The toolResult blocks at messages.{index}.content must come before other content.");
        }
    }

    private void CheckBlock(JsonElement block, bool isUser, string at, List<string> open, HashSet<string> seen)
    {
        var kind = block.EnumerateObject().First().Name;
        switch (kind)
        {
            case "text" when string.IsNullOrWhiteSpace(Text(block, "text")):
                Refuse($"The text field in the ContentBlock object at {at} is blank. Add text to the text field, and try again.");
                break;
            case "image" or "document" or "toolResult" or "searchResult" when !isUser:
                Refuse($"The {kind} field at {at} is only allowed in messages of the user.");
                break;
            case "toolUse" or "reasoningContent" when isUser:
                Refuse($"The {kind} field at {at} is only allowed in messages of the assistant.");
                break;
            case "toolUse":
                CheckCall(Member(block, "toolUse"), at, open, seen);
                break;
            case "toolResult":
                foreach (var part in Items(Member(block, "toolResult"), "content").Where(part => Has(part, "text") && Text(part, "text").Length == 0))
                {
                    Refuse($"The text field at {at}.toolResult.content is empty.");
                }

                break;
            case "reasoningContent":
                CheckReasoning(Member(block, "reasoningContent"), at);
                break;
        }
    }

    private void CheckCall(JsonElement call, string at, List<string> open, HashSet<string> seen)
    {
        var id = Text(call, "toolUseId");
        if (!seen.Add(id))
        {
            Refuse($"The toolUseId {id} at {at} is used more than once.");
        }

        if (Member(call, "input").ValueKind != JsonValueKind.Object)
        {
            Refuse($"The format of the value at {at}.toolUse.input is invalid. Provide a json object for the field and try again.");
        }

        open.Add(id);
    }

    private void CheckReasoning(JsonElement reasoning, string at)
    {
        var text = Member(reasoning, "reasoningText");
        var proof = Has(reasoning, "reasoningText") ? $"{Text(text, "text")}\n{Text(text, "signature")}" : Text(reasoning, "redactedContent");
        if (!isMinted(proof))
        {
            Refuse($"The model returned the following errors: {at}: Invalid `signature` in `thinking` block");
        }
    }

    private void CheckMedia(List<JsonElement> blocks, int index)
    {
        var images = blocks.Where(block => Has(block, "image")).Concat(blocks.SelectMany(block => Items(Member(block, "toolResult"), "content")).Where(part => Has(part, "image")))
            .Select(block => Member(block, "image")).ToList();
        if (images.Count > 20)
        {
            Refuse($"The model returned the following errors: too many images at messages.{index}: {images.Count} > 20");
        }

        foreach (var image in images)
        {
            var bytes = Text(Member(image, "source"), "bytes");
            var real = bytes.StartsWith("iVBORw0KGgo", StringComparison.Ordinal) ? "png" : bytes.StartsWith("/9j/", StringComparison.Ordinal) ? "jpeg"
                : bytes.StartsWith("R0lGOD", StringComparison.Ordinal) ? "gif" : bytes.StartsWith("UklGR", StringComparison.Ordinal) ? "webp" : Text(image, "format");
            if (real != Text(image, "format"))
            {
                Refuse($"The image at messages.{index} is {real}, not {Text(image, "format")}.");
            }
        }

        var documents = blocks.Where(block => Has(block, "document")).Select(block => Member(block, "document")).ToList();
        if (documents.Count > 5)
        {
            Refuse($"The number of documents at messages.{index} exceeds 5.");
        }

        if (documents.Count > 0 && !blocks.Exists(block => Has(block, "text")))
        {
            Refuse($"The Message object at messages.{index} has a document and must have a text.");
        }

        if (documents.Select(document => Text(document, "name")).Distinct().Count() != documents.Count)
        {
            Refuse($"The documents at messages.{index} have the same name.");
        }

        foreach (var document in documents.Where(document => !DocumentName().IsMatch(Text(document, "name"))))
        {
            Refuse("The file name of a document can only contain alphanumeric characters, single whitespace characters, hyphens, parentheses, and square brackets.");
        }
    }

    [GeneratedRegex(@"^(?!.*\s\s)[A-Za-z0-9\s\-()\[\]]+$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex DocumentName();
}
