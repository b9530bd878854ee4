using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.AnthropicMessages;

internal ref partial struct RequestReader
{
    // `{"type":"tool_reference","name":…}`, or `{"type":"tool_definition","definition":{…}}` whose name stands inside.
    private bool ReadChangedTool(ref Block block)
    {
        if (_cursor.Peek() != JsonKind.Object)
        {
            return WrongKind(string.Empty, "expected an object");
        }

        _cursor.EnterObject();
        while (_cursor.NextMember(out Slice name))
        {
            var ok =
                Is(name, "name"u8) ? ReadString(ref block.Name, "name")
                : Is(name, "definition"u8) ? ReadRaw(ref block.Input, JsonKind.Object, "definition", "expected a tool definition")
                : SkipMember(name);
            if (!ok)
            {
                return false;
            }
        }

        if (_cursor.Failed || block.Input.IsAbsent || !block.Name.IsAbsent)
        {
            return !_cursor.Failed;
        }

        var definition = new JsonCursor(_json, block.Input.Start, block.Input.End);
        definition.EnterObject();
        while (definition.NextMember(out Slice name))
        {
            if (Is(name, "name"u8))
            {
                block.Name = definition.ReadStringOrSkip();
            }
            else
            {
                definition.ReadValue();
            }
        }

        return !definition.Failed || Problem("definition", "is not valid JSON");
    }
}
