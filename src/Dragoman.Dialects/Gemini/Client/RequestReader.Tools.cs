using Dragoman.Dialects.Conversation;
using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Gemini.Client;

// Tools and the freedom to call them.
internal sealed partial class RequestReader
{
    private bool ReadTools(Slice tools)
    {
        if (!IsArray(tools))
        {
            return Problem("tools", "expected an array of tools");
        }

        var cursor = new JsonCursor(Json, tools.Start, tools.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var tool = cursor.ReadValue();
            if (!IsObject(tool))
            {
                return Problem("tools", "expected objects");
            }

            if (!ReadFunctions(Find(tool, "functionDeclarations"u8, "function_declarations"u8)))
            {
                return false;
            }

            // What Google runs itself, under the names that the Messages API has for it.
            AddServerTool(Find(tool, "googleSearch"u8, "google_search"u8), "web_search_20250305"u8, "web_search"u8);
            AddServerTool(Find(tool, "urlContext"u8, "url_context"u8), "web_fetch_20250910"u8, "web_fetch"u8);
            AddServerTool(Find(tool, "codeExecution"u8, "code_execution"u8), "code_execution_20250825"u8, "code_execution"u8);
        }

        return true;
    }

    private void AddServerTool(Slice found, ReadOnlySpan<byte> type, ReadOnlySpan<byte> name)
    {
        if (found.IsAbsent)
        {
            return;
        }

        _scratch.Reset();
        _scratch.Write("{\"type\":"u8);
        _scratch.WriteEscaped(type);
        _scratch.Write(",\"name\":"u8);
        _scratch.WriteEscaped(name);
        _scratch.Write((byte)'}');
        var raw = Append(_scratch.Written);
        _request.Add(new ToolDefinition
        {
            Raw = raw,
            Type = new Slice(raw.Start + "{\"type\":\"".Length, type.Length),
            Name = new Slice(raw.End - 2 - name.Length, name.Length),
        });
    }

    private bool ReadFunctions(Slice list)
    {
        if (!IsArray(list))
        {
            return true;
        }

        var cursor = new JsonCursor(Json, list.Start, list.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var function = cursor.ReadValue();
            var name = Content(Find(function, "name"u8));
            if (name.IsEmpty)
            {
                return Problem("tools[].functionDeclarations[].name", "expected the name of a function");
            }

            var schema = Find(function, "parametersJsonSchema"u8, "parameters_json_schema"u8);
            var older = Find(function, "parameters"u8);
            _request.Add(new ToolDefinition
            {
                Name = At(name),
                Description = At(Content(Find(function, "description"u8))),
                InputSchema = IsObject(schema) ? At(schema) : IsObject(older) ? Schema(older) : Append("{\"type\":\"object\",\"properties\":{}}"u8),
            });
        }

        return true;
    }

    private bool ReadToolConfig(Slice config)
    {
        var calling = Find(config, "functionCallingConfig"u8, "function_calling_config"u8);
        var mode = Text(Content(Find(calling, "mode"u8)));
        var allowed = Find(calling, "allowedFunctionNames"u8, "allowed_function_names"u8);
        _request.ToolChoice.Kind = mode.SequenceEqual("ANY"u8) ? ToolChoiceKind.Any
            : mode.SequenceEqual("NONE"u8) ? ToolChoiceKind.None
            : mode.SequenceEqual("AUTO"u8) || mode.SequenceEqual("VALIDATED"u8) ? ToolChoiceKind.Auto
            : ToolChoiceKind.Unset;
        if (_request.ToolChoice.Kind != ToolChoiceKind.Any || !IsArray(allowed))
        {
            return true;
        }

        // One allowed name is that tool; of several no other protocol knows more than that one must be called.
        var cursor = new JsonCursor(Json, allowed.Start, allowed.End);
        cursor.EnterArray();
        Slice only = default;
        var count = 0;
        while (cursor.NextElement())
        {
            only = Content(cursor.ReadValue());
            count++;
        }

        if (count == 1 && !only.IsEmpty)
        {
            _request.ToolChoice.Kind = ToolChoiceKind.Tool;
            _request.ToolChoice.Name = At(only);
        }

        return true;
    }

    // The subset of OpenAPI as JSON Schema: types in small letters, nullable as a type, counts as numbers.
    private Slice Schema(Slice value)
    {
        using var output = new ByteWriter(value.Length + 64);
        WriteSchema(value, output, 0);
        return Append(output.Written);
    }

    private void WriteSchema(Slice value, ByteWriter output, int depth)
    {
        if (!IsObject(value) || depth > 64)
        {
            output.Write(IsObject(value) ? "{}"u8 : Text(value));
            return;
        }

        var isNullable = Text(Find(value, "nullable"u8)).SequenceEqual("true"u8);
        var any = false;
        output.Write((byte)'{');
        var cursor = new JsonCursor(Json, value.Start, value.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var member = cursor.ReadValue();
            if (cursor.Failed || name.SequenceEqual("nullable"u8) || Is(name, "propertyOrdering"u8, "property_ordering"u8) || name.SequenceEqual("example"u8))
            {
                continue;
            }

            output.Write(any ? ","u8 : default);
            any = true;
            output.WriteEscaped(Is(name, "anyOf"u8, "any_of"u8) ? "anyOf"u8 : name);
            output.Write((byte)':');
            WriteSchemaMember(name, member, isNullable, output, depth);
        }

        output.Write((byte)'}');
    }

    private void WriteSchemaMember(ReadOnlySpan<byte> name, Slice member, bool isNullable, ByteWriter output, int depth)
    {
        if (name.SequenceEqual("type"u8) && !Content(member).IsEmpty)
        {
            output.Write(isNullable ? "[\""u8 : "\""u8);
            foreach (var letter in Text(Content(member)))
            {
                output.Write((byte)char.ToLowerInvariant((char)letter));
            }

            output.Write(isNullable ? "\",\"null\"]"u8 : "\""u8);
        }
        else if (name.SequenceEqual("items"u8) || name.SequenceEqual("additionalProperties"u8))
        {
            WriteSchema(member, output, depth + 1);
        }
        else if (name.SequenceEqual("properties"u8) && IsObject(member))
        {
            WriteProperties(member, output, depth);
        }
        else if (Is(name, "anyOf"u8, "any_of"u8) && IsArray(member))
        {
            WriteAlternatives(member, output, depth);
        }
        else if ((name.StartsWith("min"u8) || name.StartsWith("max"u8)) && !Content(member).IsEmpty && Text(Content(member)).IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0)
        {
            output.Write(Text(Content(member)));
        }
        else
        {
            output.Write(Text(member));
        }
    }

    private void WriteProperties(Slice map, ByteWriter output, int depth)
    {
        var any = false;
        output.Write((byte)'{');
        var cursor = new JsonCursor(Json, map.Start, map.End);
        cursor.EnterObject();
        while (cursor.NextMember(out ReadOnlySpan<byte> name))
        {
            var value = cursor.ReadValue();
            output.Write(any ? ","u8 : default);
            any = true;
            output.WriteEscaped(name);
            output.Write((byte)':');
            WriteSchema(value, output, depth + 1);
        }

        output.Write((byte)'}');
    }

    private void WriteAlternatives(Slice list, ByteWriter output, int depth)
    {
        var any = false;
        output.Write((byte)'[');
        var cursor = new JsonCursor(Json, list.Start, list.End);
        cursor.EnterArray();
        while (cursor.NextElement())
        {
            var value = cursor.ReadValue();
            output.Write(any ? ","u8 : default);
            any = true;
            WriteSchema(value, output, depth + 1);
        }

        output.Write((byte)']');
    }
}
