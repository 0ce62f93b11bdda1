using System.Globalization;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Skills.Replies.Parsing;

/// <summary>Reads YAML by the core schema of YAML 1.2: yes is a text, 017 is 17, a date is a text. No tags, no code, bounded aliases.</summary>
internal sealed partial class YamlReader(string text, int offset, ReplyTree tree, int maxDepth)
{
    private const int LongestText = 512 * 1024;
    private const int MostNodes = 200_000;
    private readonly Dictionary<string, (int Node, int Next)> _anchors = new(StringComparer.Ordinal);

    /// <summary>Reads the first document; −1 when it cannot be read.</summary>
    public int Read()
    {
        if (text.Length > LongestText || FlowDepth() > maxDepth)
        {
            return -1;
        }

        var nodes = tree.Nodes.Count;
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
            {
                return -1;
            }

            return Node(parser, 0, key: false);
        }
        catch (Exception unreadable) when (unreadable is YamlException or FormatException or InvalidOperationException)
        {
            tree.Rewind(nodes, tree.Edits.Count);
            return -1;
        }
    }

    // Deep flow collections cost YAML parsers more than linear time, so they are refused before parsing.
    private int FlowDepth()
    {
        var (depth, deepest) = (0, 0);
        foreach (var c in text)
        {
            depth += c is '[' or '{' ? 1 : c is ']' or '}' ? -1 : 0;
            deepest = Math.Max(deepest, depth);
        }

        return deepest;
    }

    private int Node(IParser parser, int depth, bool key)
    {
        if (depth > maxDepth || tree.Nodes.Count > MostNodes)
        {
            throw new YamlException("The document is nested too deep or too large.");
        }

        if (parser.TryConsume<Scalar>(out var scalar))
        {
            return Remember(scalar.Anchor, Scalar(scalar, key));
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return Copy(alias.Value.Value);
        }

        if (parser.TryConsume<SequenceStart>(out var sequence))
        {
            var list = tree.Add(NodeKind.Array, NodeFlags.None, At(sequence.Start), At(sequence.Start));
            while (!parser.TryConsume<SequenceEnd>(out _))
            {
                Node(parser, depth + 1, key: false);
            }

            tree.Close(list, At(parser.Current?.Start ?? sequence.End), unfinished: false);
            return Remember(sequence.Anchor, list);
        }

        return Mapping(parser, depth);
    }

    private int Mapping(IParser parser, int depth)
    {
        var start = parser.Consume<MappingStart>();
        var node = tree.Add(NodeKind.Object, NodeFlags.None, At(start.Start), At(start.Start));
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is not YamlDotNet.Core.Events.Scalar)
            {
                throw new YamlException("A key must be a text.");
            }

            Node(parser, depth + 1, key: true);
            Node(parser, depth + 1, key: false);
        }

        tree.Close(node, At(parser.Current?.Start ?? start.End), unfinished: false);
        DuplicateKeys.Mark(tree, node);
        return Remember(start.Anchor, node);
    }

    private int Scalar(Scalar scalar, bool key)
    {
        var (start, end) = (At(scalar.Start), At(scalar.End));
        var value = scalar.Value;
        var kind = key || scalar.Style != ScalarStyle.Plain ? NodeKind.String : Kind(value);
        var flags = (key ? NodeFlags.Key : NodeFlags.None) | (scalar.Style == ScalarStyle.Plain ? NodeFlags.Bare : NodeFlags.None);
        return tree.Add(kind, flags, start, Math.Max(start, end), kind is NodeKind.String ? value : kind == NodeKind.Number ? Number(value) : null);
    }

    private static NodeKind Kind(string value) => value switch
    {
        "" or "~" or "null" or "Null" or "NULL" => NodeKind.Null,
        "true" or "True" or "TRUE" => NodeKind.True,
        "false" or "False" or "FALSE" => NodeKind.False,
        _ => Decimal().IsMatch(value) || (Radix().IsMatch(value) && value.Length < 16) ? NodeKind.Number : NodeKind.String,
    };

    private static string Number(string value)
    {
        if (value.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.Parse(value.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture);
        }

        if (value.StartsWith("0o", StringComparison.Ordinal))
        {
            return Convert.ToInt64(value[2..], 8).ToString(CultureInfo.InvariantCulture);
        }

        var negative = value.StartsWith('-');
        var digits = value.TrimStart('+', '-');
        var point = digits.AsSpan().IndexOfAny('.', 'e', 'E') is >= 0 and var at ? at : digits.Length;
        var whole = digits[..point].TrimStart('0');
        var rest = digits[point..].Replace(".e", "e", StringComparison.OrdinalIgnoreCase);
        rest = rest == "." ? "" : rest;
        return (negative ? "-" : "") + (whole.Length == 0 ? "0" : whole) + rest;
    }

    private int Remember(AnchorName anchor, int node)
    {
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = (node, tree.Nodes[node].Next);
        }

        return node;
    }

    private int Copy(string name)
    {
        if (!_anchors.TryGetValue(name, out var source) || tree.Nodes.Count + source.Next - source.Node > MostNodes)
        {
            throw new YamlException("An alias is unknown or repeats too much.");
        }

        var shift = tree.Nodes.Count - source.Node;
        for (var i = source.Node; i < source.Next; i++)
        {
            tree.Nodes.Add(tree.Nodes[i] with { Next = tree.Nodes[i].Next + shift });
        }

        return source.Node + shift;
    }

    private int At(Mark mark) => (int)Math.Clamp(offset + mark.Index, 0, tree.Source.Length);

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Decimal();

    [GeneratedRegex("^0o[0-7]+$|^0x[0-9a-fA-F]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Radix();
}
