using Dragoman.Dialects.Json;

namespace Dragoman.Dialects.Conversation;

/// <summary>
/// One content block of a request. Blocks stand in one array in document order, a block in front of its children; the whole
/// subtree of block <c>i</c> is <c>[i, i + Span)</c>, so a walk over siblings is <c>i += blocks[i].Span</c>.
/// Strings are slices of escaped JSON content without quotes.
/// </summary>
public struct Block
{
    /// <summary>What it is.</summary>
    public BlockKind Kind;

    /// <summary>Image and document: where the bytes are.</summary>
    public SourceKind Source;

    /// <summary>Tool result: the tool failed.</summary>
    public bool IsError;

    /// <summary>1 + the number of all descendants.</summary>
    public int Span;

    /// <summary>
    /// The whole block as the client wrote it, where the client's dialect is <c>anthropic-messages</c> or where the block has no
    /// typed form. Members that have no field here survive in it.
    /// </summary>
    public Slice Raw;

    /// <summary>
    /// Text: the text. Thinking: the thinking. Document of <see cref="SourceKind.Text"/>: the text. Redacted thinking: the data.
    /// Tool result whose content was a string: absent, as such a string becomes one text child.
    /// </summary>
    public Slice Text;

    /// <summary>Tool use and server tool use: the id. Results: the id of the call they answer.</summary>
    public Slice Id;

    /// <summary>Tool use, tool reference, tool addition and removal: the tool's name. Document: the title.</summary>
    public Slice Name;

    /// <summary>Tool use: the input, a raw JSON value. Tool addition: the raw tool definition, where one is given.</summary>
    public Slice Input;

    /// <summary>Thinking: the signature.</summary>
    public Slice Signature;

    /// <summary>Image and document: the media type.</summary>
    public Slice MediaType;

    /// <summary>Image and document: base64 data, URL or file id, by <see cref="Source"/>.</summary>
    public Slice Data;

    /// <summary>The raw <c>cache_control</c> object.</summary>
    public Slice CacheControl;
}
