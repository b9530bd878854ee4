using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Dragoman.Core.Configuration.Binding;

/// <summary>
/// Reads one YAML document with the place of every value. Works on the parser's events, so that size, depth and aliases are
/// bounded before anything is built: an alias repeats what its anchor holds, and the sum of all nodes has a limit.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 32;
    private const int MaxNodes = 100_000;

    private readonly Parser _parser;
    private readonly Dictionary<string, (ConfigNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private int _nodes;

    private YamlReader(string yaml) => _parser = new Parser(new Scanner(new StringReader(yaml), skipComments: true));

    /// <summary>The document; null after noting what is wrong. An empty document is an empty mapping.</summary>
    public static ConfigNode? Read(string yaml, BindContext context)
    {
        try
        {
            return new YamlReader(yaml).ReadDocument();
        }
        catch (ConfigSyntaxException e)
        {
            context.Error(new Spot(e.Line, e.Column, ""), e.Message, e.Fix);
        }
        catch (YamlException e)
        {
            // The library prefixes some messages with the place, which we print ourselves.
            var message = e.InnerException is null ? e.Message : e.InnerException.Message;
            var colon = message.StartsWith("(Line:", StringComparison.Ordinal) ? message.IndexOf("): ", StringComparison.Ordinal) : -1;
            context.Error(
                new Spot((int)e.Start.Line, (int)e.Start.Column, ""), "is not YAML: " + (colon < 0 ? message : message[(colon + 3)..]),
                "check the indentation, the colons and the quotes of this line");
        }

        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The library's scanner leaves some malformed documents by its own assertions.
            context.Error(new Spot(1, 1, ""), $"is not YAML: {e.Message}", "check the file's last lines and its document markers");
        }

        return null;
    }

    private ConfigNode ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return new ConfigNode { Kind = NodeKind.Mapping, Line = 1, Column = 1 };
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.Accept<StreamEnd>(out _))
        {
            var at = _parser.Current!.Start;
            throw new ConfigSyntaxException(at, "a second document begins here", "keep one document per file");
        }

        return root;
    }

    private ConfigNode ReadNode(int depth)
    {
        var start = _parser.Consume<ParsingEvent>();
        if (depth > MaxDepth)
        {
            throw new ConfigSyntaxException(start.Start, $"is nested deeper than {MaxDepth} levels", "make it flatter");
        }

        var before = _nodes;
        Count(1, start.Start);
        if (start is AnchorAlias alias)
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out var known))
            {
                throw new ConfigSyntaxException(start.Start, $"the alias *{alias.Value.Value} has no anchor in front of it", "");
            }

            Count(known.Size, start.Start);
            return known.Node;
        }

        var node = start switch
        {
            Scalar scalar => ReadScalar(scalar),
            SequenceStart => ReadSequence(start.Start, depth),
            MappingStart => ReadMapping(start.Start, depth),
            _ => throw new ConfigSyntaxException(start.Start, "expected a value", ""),
        };
        if (start is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = (node, _nodes - before);
        }

        return node;
    }

    private static ConfigNode ReadScalar(Scalar scalar)
    {
        var isQuoted = scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any);
        var isNull = !isQuoted && scalar.Value is "" or "~" or "null" or "Null" or "NULL";
        return new ConfigNode
        {
            Kind = isNull ? NodeKind.Null : NodeKind.Scalar,
            Text = scalar.Value,
            IsQuoted = isQuoted,
            IsLiteralBlock = scalar.Style == ScalarStyle.Literal,
            Line = (int)scalar.Start.Line,
            Column = (int)scalar.Start.Column,
        };
    }

    private ConfigNode ReadSequence(Mark at, int depth)
    {
        var node = new ConfigNode { Kind = NodeKind.Sequence, Line = (int)at.Line, Column = (int)at.Column };
        while (!_parser.Accept<SequenceEnd>(out _))
        {
            node.Items.Add(ReadNode(depth + 1));
        }

        _parser.Consume<SequenceEnd>();
        return node;
    }

    private ConfigNode ReadMapping(Mark at, int depth)
    {
        var node = new ConfigNode { Kind = NodeKind.Mapping, Line = (int)at.Line, Column = (int)at.Column };
        while (!_parser.Accept<MappingEnd>(out _))
        {
            var key = ReadNode(depth + 1);
            node.Members.Add(new(key, ReadNode(depth + 1)));
        }

        _parser.Consume<MappingEnd>();
        return node;
    }

    private void Count(int nodes, Mark at)
    {
        _nodes += nodes;
        if (_nodes > MaxNodes)
        {
            throw new ConfigSyntaxException(at, $"has more than {MaxNodes} values, aliases counted as what they repeat", "make it smaller");
        }
    }

    private sealed class ConfigSyntaxException(Mark at, string message, string fix) : Exception(message)
    {
        public int Line { get; } = (int)at.Line;

        public int Column { get; } = (int)at.Column;

        public string Fix { get; } = fix;
    }
}
