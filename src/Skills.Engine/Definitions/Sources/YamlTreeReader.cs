using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Skills.Engine.Definitions;

/// <summary>Reads YAML 1.2 (core schema) into nodes with their places, within the limits.</summary>
internal sealed class YamlTreeReader(SourceText source, DiagnosticList diagnostics, SkillDefinitionOptions limits)
{
    private static readonly HashSet<string> CoreTags = ["tag:yaml.org,2002:str", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null"];

    private readonly Dictionary<string, SkillNode> _anchors = [];
    private readonly Stack<Mark> _open = new();
    private Parser _parser = null!;
    private int _origin;
    private long _count;

    /// <summary>The document between two offsets; null after an error that leaves no tree.</summary>
    public SkillNode? Read(int start, int end)
    {
        _origin = start;
        _parser = new Parser(new Scanner(new StringReader(source.Text[start..end])));
        try
        {
            return Document();
        }
        catch (YamlException e)
        {
            Report(e);
        }
        catch (InvalidOperationException) when (_open.Count > 0)
        {
            // The scanner loses its own stack when a bracket is not closed before the end of the block.
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, Offset(_open.Peek()), 1, "This bracket is not closed. Close it, or write the value on indented lines.");
        }
        catch (LimitException)
        {
        }

        return null;
    }

    private SkillNode? Document()
    {
        _parser.MoveNext();
        _parser.MoveNext();
        if (_parser.Current is not DocumentStart)
        {
            return null;
        }

        _parser.MoveNext();
        var root = Node(1);
        _parser.MoveNext();
        if (_parser.MoveNext() && _parser.Current is DocumentStart second)
        {
            diagnostics.Add(SkillDiagnosticCode.Unsupported, source, Offset(second.Start), 3, "A second YAML document begins here; a skill file holds one.");
        }

        return root;
    }

    private SkillNode Node(int depth)
    {
        var current = _parser.Current!;
        if (depth > limits.MaxDepth)
        {
            throw Limit(current.Start, $"Nested deeper than {limits.MaxDepth} levels.");
        }

        if (++_count > limits.MaxValues)
        {
            throw Limit(current.Start, $"More than {limits.MaxValues} values.");
        }

        var node = current switch
        {
            AnchorAlias alias => Alias(alias, depth),
            Scalar scalar => ScalarOf(scalar),
            SequenceStart sequence => List(sequence, depth),
            MappingStart mapping => Map(mapping, depth),
            _ => throw new SyntaxErrorException(current.Start, current.End, "a value was expected"),
        };

        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
        {
            _anchors[anchored.Anchor.Value] = node;
        }

        return node;
    }

    private SkillNode Alias(AnchorAlias alias, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
        {
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, Offset(alias.Start), alias.Value.Value.Length + 1, $"No anchor '&{alias.Value.Value}' stands before this alias.");
            throw new LimitException();
        }

        _count += node.Size;
        if (_count > limits.MaxValues)
        {
            throw Limit(alias.Start, $"With its aliases expanded the file holds more than {limits.MaxValues} values.");
        }

        return depth + node.Depth > limits.MaxDepth + 1 ? throw Limit(alias.Start, $"Nested deeper than {limits.MaxDepth} levels.") : node;
    }

    private ListNode List(SequenceStart begin, int depth)
    {
        _open.Push(begin.Start);
        var items = new List<SkillNode>();
        for (_parser.MoveNext(); _parser.Current is not SequenceEnd; _parser.MoveNext())
        {
            items.Add(Node(depth + 1));
        }

        _open.Pop();
        return new(source, Offset(begin.Start), Offset(_parser.Current.End), items);
    }

    private MapNode Map(MappingStart begin, int depth)
    {
        _open.Push(begin.Start);
        var entries = new List<MapEntry>();
        var seen = new HashSet<string>();
        for (_parser.MoveNext(); _parser.Current is not MappingEnd; _parser.MoveNext())
        {
            var place = _parser.Current!.Start;
            if (Node(depth + 1) is not ScalarNode key)
            {
                diagnostics.Add(SkillDiagnosticCode.Unsupported, source, Offset(place), 1, "A key must be plain text, not a list or a mapping. Templates such as {{ name }} must be quoted.");
                throw new LimitException();
            }

            _parser.MoveNext();
            var value = Node(depth + 1);
            if (!seen.Add(key.Text))
            {
                diagnostics.Add(SkillDiagnosticCode.DuplicateKey, key, $"'{key.Text}' stands twice in this mapping. Remove one.");
                continue;
            }

            if (key is { Text: "<<", Style: ScalarStyle.Plain })
            {
                diagnostics.Add(SkillDiagnosticCode.Unsupported, key, "Merge keys ('<<') are not part of YAML 1.2. Write the keys out.");
                continue;
            }

            entries.Add(new(key, value));
        }

        _open.Pop();
        return new(source, Offset(begin.Start), Offset(_parser.Current.End), entries);
    }

    private ScalarNode ScalarOf(Scalar scalar)
    {
        var start = SkipProperties(Offset(scalar.Start), scalar);
        var end = Offset(scalar.End);
        var style = scalar.Style switch
        {
            YamlDotNet.Core.ScalarStyle.SingleQuoted => ScalarStyle.SingleQuoted,
            YamlDotNet.Core.ScalarStyle.DoubleQuoted => ScalarStyle.DoubleQuoted,
            YamlDotNet.Core.ScalarStyle.Literal or YamlDotNet.Core.ScalarStyle.Folded => ScalarStyle.Block,
            _ => ScalarStyle.Plain,
        };

        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag.Length > 0 && tag != "!" && !CoreTags.Contains(tag))
        {
            diagnostics.Add(SkillDiagnosticCode.Unsupported, source, Offset(scalar.Start), 1, $"The tag '{tag}' is not taken; write the value plainly, quoted when it is text.");
        }

        if (style != ScalarStyle.Plain || tag is "!" or "tag:yaml.org,2002:str")
        {
            return new(source, start, end, scalar.Value, ScalarKind.String, style);
        }

        var (kind, text) = YamlCoreSchema.Resolve(scalar.Value);
        if (kind == ScalarKind.Number && text is null)
        {
            diagnostics.Add(SkillDiagnosticCode.Unsupported, source, start, end - start, $"'{scalar.Value}' is no JSON number.");
        }

        return new(source, start, end, text ?? "0", kind, style);
    }

    // The mark of a tagged or anchored scalar lies at its tag or anchor.
    private int SkipProperties(int start, Scalar scalar)
    {
        while (start < source.Text.Length && source.Text[start] is '!' or '&' && (!scalar.Tag.IsEmpty || !scalar.Anchor.IsEmpty))
        {
            while (start < source.Text.Length && !char.IsWhiteSpace(source.Text[start]))
            {
                start++;
            }

            while (start < source.Text.Length && char.IsWhiteSpace(source.Text[start]))
            {
                start++;
            }
        }

        return start;
    }

    private void Report(YamlException e)
    {
        // Quoted scalars that do not end are reported where they begin, everything else where the parser stopped.
        var (offset, until) = (Offset(e.Start), Offset(e.End));
        var sentence = YamlSentence.For(e.Message);
        if (e.Message.Contains("tab", StringComparison.Ordinal) && FindTab(source.Place(offset).Line) is { } tab)
        {
            diagnostics.Add(SkillDiagnosticCode.Tab, source, tab, 1, "A tab indents this line; YAML takes spaces only.");
            return;
        }

        var sameLine = source.Place(offset).Line == source.Place(until).Line;
        diagnostics.Add(SkillDiagnosticCode.Syntax, source, offset, sameLine ? Math.Max(1, until - offset) : 1, sentence);
    }

    private int? FindTab(int fromLine)
    {
        for (var line = fromLine; line <= source.LineCount; line++)
        {
            var text = source.Line(line);
            var indent = text.Length - text.TrimStart(' ', '\t').Length;
            var tab = text.AsSpan(0, indent).IndexOf('\t');
            if (tab >= 0 && indent < text.Length)
            {
                return source.LineStart(line) + tab;
            }
        }

        return null;
    }

    private LimitException Limit(Mark at, string sentence)
    {
        diagnostics.Add(SkillDiagnosticCode.TooComplex, source, Offset(at), 1, sentence + " Make the file smaller, or raise the limit in SkillDefinitionOptions.");
        return new();
    }

    private int Offset(Mark mark) => _origin + (int)mark.Index;

    /// <summary>Ends the reading after its diagnostic was added.</summary>
    private sealed class LimitException : Exception;
}
