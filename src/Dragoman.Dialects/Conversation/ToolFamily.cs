namespace Dragoman.Dialects.Conversation;

/// <summary>Who defines a tool, and who runs it.</summary>
public enum ToolFamily : byte
{
    /// <summary>A plain client tool with its own schema.</summary>
    Custom,

    /// <summary>Anthropic's <c>bash_*</c>: run by the client, schema known by its type (H-133).</summary>
    Bash,

    /// <summary>Anthropic's <c>text_editor_*</c>.</summary>
    TextEditor,

    /// <summary>Anthropic's <c>memory_*</c>.</summary>
    Memory,

    /// <summary>Anthropic's <c>computer_*</c>.</summary>
    Computer,

    /// <summary>Run by the provider: web search, web fetch, code execution, tool search, advisor, MCP (H-179 to H-186).</summary>
    Server,

    /// <summary>A type that this version does not know.</summary>
    Unknown,
}

/// <summary>Tells the families apart by the tool's type; versions are an open list (H-184).</summary>
public static class ToolFamilies
{
    /// <summary>The family of a tool type; an absent type is a plain client tool (H-124).</summary>
    public static ToolFamily Of(ReadOnlySpan<byte> type)
    {
        if (type.IsEmpty || type.SequenceEqual("custom"u8))
        {
            return ToolFamily.Custom;
        }

        if (type.StartsWith("web_search"u8) || type.StartsWith("web_fetch"u8) || type.StartsWith("code_execution"u8)
            || type.StartsWith("advisor"u8) || type.StartsWith("tool_search"u8) || type.StartsWith("mcp_toolset"u8)
            || type.StartsWith("computer_toolset"u8) || type.StartsWith("browser_toolset"u8))
        {
            return ToolFamily.Server;
        }

        return type.StartsWith("bash_"u8) ? ToolFamily.Bash
            : type.StartsWith("text_editor_"u8) ? ToolFamily.TextEditor
            : type.StartsWith("memory_"u8) ? ToolFamily.Memory
            : type.StartsWith("computer_"u8) ? ToolFamily.Computer
            : ToolFamily.Unknown;
    }

    /// <summary>The type without its version, for a sentence: <c>web_search</c> for <c>web_search_20250305</c>.</summary>
    public static string Title(ReadOnlySpan<byte> type)
    {
        var underscore = type.LastIndexOf((byte)'_');
        var hasVersion = underscore > 0 && underscore + 1 < type.Length && type[(underscore + 1)..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
        return Json.JsonStrings.Decode(hasVersion ? type[..underscore] : type);
    }

    /// <summary>
    /// The input schema of an Anthropic-defined client tool, as its documentation describes it; empty for other families.
    /// </summary>
    public static ReadOnlySpan<byte> Schema(ToolFamily family) => family switch
    {
        ToolFamily.Bash => """{"type":"object","properties":{"command":{"type":"string","description":"The command to run"},"restart":{"type":"boolean","description":"True restarts the shell"}}}"""u8,
        ToolFamily.TextEditor => """{"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert","undo_edit"]},"path":{"type":"string","description":"Absolute path of a file or directory"},"file_text":{"type":"string","description":"For create: the content"},"old_str":{"type":"string","description":"For str_replace: the text to replace"},"new_str":{"type":"string","description":"For str_replace and insert: the new text"},"insert_line":{"type":"integer","description":"For insert: the line behind which to insert"},"insert_text":{"type":"string","description":"For insert: the text"},"view_range":{"type":"array","items":{"type":"integer"},"description":"For view: first and last line"}},"required":["command","path"]}"""u8,
        ToolFamily.Memory => """{"type":"object","properties":{"command":{"type":"string","enum":["view","create","str_replace","insert","delete","rename"]},"path":{"type":"string"},"view_range":{"type":"array","items":{"type":"integer"}},"file_text":{"type":"string"},"old_str":{"type":"string"},"new_str":{"type":"string"},"insert_line":{"type":"integer"},"insert_text":{"type":"string"},"old_path":{"type":"string"},"new_path":{"type":"string"}},"required":["command"]}"""u8,
        ToolFamily.Computer => """{"type":"object","properties":{"action":{"type":"string","enum":["key","type","mouse_move","left_click","left_click_drag","right_click","middle_click","double_click","triple_click","left_mouse_down","left_mouse_up","scroll","hold_key","wait","screenshot","cursor_position","zoom"]},"coordinate":{"type":"array","items":{"type":"integer"}},"start_coordinate":{"type":"array","items":{"type":"integer"}},"text":{"type":"string"},"duration":{"type":"number"},"scroll_direction":{"type":"string","enum":["up","down","left","right"]},"scroll_amount":{"type":"integer"},"region":{"type":"array","items":{"type":"integer"}}},"required":["action"]}"""u8,
        _ => [],
    };
}
