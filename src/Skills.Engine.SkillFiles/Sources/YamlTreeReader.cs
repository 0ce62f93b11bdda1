using Skills.Engine.Definitions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Reads YAML 1.2 (core schema) into nodes with their places, within the limits.</summary>
internal sealed class YamlTreeReader(SourceText source, DiagnosticList diagnostics, SkillDefinitionOptions limits)
{
    private static readonly HashSet<string> CoreTags = ["tag:yaml.org,2002:str", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null"];

    private readonly Dictionary<string, SkillNode> _anchors = [];
    private readonly Stack<Mark> _open = new();
    private readonly LineSeparators _separators = new(source.Text);
    private Scalar? _last;
    private Parser _parser = null!;
    private int _origin;
    private long _count;

    /// <summary>The document between two offsets; null after an error that leaves no tree.</summary>
    public SkillNode? Read(int start, int end)
    {
        _origin = start;
        _parser = new Parser(new Scanner(new StringReader(_separators.Hide(source.Text[start..end]))));
        try
        {
            return Document();
        }
        catch (YamlException e)
        {
            Report(e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or FormatException or OverflowException)
        {
            // The scanner loses its own stack when a bracket is not closed before the end of the block, often before it has reported the bracket.
            var at = _open.TryPeek(out var open) ? Offset(open) : UnclosedBracket(_last is null ? start : Offset(_last.End), end);
            Report(new YamlFaultPlace(YamlFault.OpenBracket, at));
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
        if (_parser.MoveNext() && _parser.Current is DocumentStart second && HoldsContent(Offset(second.Start) + 3))
        {
            diagnostics.Add(SkillDiagnosticCode.Unsupported, source, Offset(second.Start), 3, "A second YAML document begins here; a skill file holds one.");
        }

        return root;
    }

    // After a final --- there may be blank lines and comments.
    private bool HoldsContent(int from)
    {
        foreach (var line in source.Text.AsSpan(Math.Min(from, source.Text.Length)).EnumerateLines())
        {
            if (line.Trim() is not ("" or ['#', ..] or "..."))
            {
                return true;
            }
        }

        return false;
    }

    private SkillNode Node(int depth)
    {
        var current = _parser.Current!;
        if (depth > limits.MaxDepth && current is SequenceStart or MappingStart)
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
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, Offset(alias.Start), alias.Value.Value.Length + 1, $"No anchor '&{alias.Value.Value}' comes before this alias. When '*' begins a text, put the text in quotes or behind '|'.");
            throw new LimitException();
        }

        // The alias itself has been counted as one.
        _count += node.Size - 1;
        if (_count > limits.MaxValues)
        {
            throw Limit(alias.Start, $"With its aliases expanded the file holds more than {limits.MaxValues} values.");
        }

        return depth - 1 + node.Depth > limits.MaxDepth ? throw Limit(alias.Start, $"Nested deeper than {limits.MaxDepth} levels.") : node;
    }

    private ListNode List(SequenceStart begin, int depth)
    {
        Open(begin.Start, begin.Style == SequenceStyle.Flow);
        var items = new List<SkillNode>();
        for (_parser.MoveNext(); _parser.Current is not SequenceEnd; _parser.MoveNext())
        {
            items.Add(Node(depth + 1));
        }

        Close(begin.Style == SequenceStyle.Flow);
        return new(source, Offset(begin.Start), Offset(_parser.Current.End), items);
    }

    private MapNode Map(MappingStart begin, int depth)
    {
        Open(begin.Start, begin.Style == MappingStyle.Flow);
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

            // A key is no value, as in JSON.
            _count--;
            _parser.MoveNext();
            var value = Node(depth + 1);
            if (!seen.Add(key.Text))
            {
                diagnostics.Add(SkillDiagnosticCode.DuplicateKey, key, $"'{key.Text}' appears twice in this mapping. Remove one.");
                continue;
            }

            if (key is { Text: "<<", Style: ScalarStyle.Plain })
            {
                diagnostics.Add(SkillDiagnosticCode.Unsupported, key, "Merge keys ('<<') are not part of YAML 1.2. Write the keys out.");
                continue;
            }

            entries.Add(new(key, value));
        }

        Close(begin.Style == MappingStyle.Flow);
        return new(source, Offset(begin.Start), Offset(_parser.Current.End), entries);
    }

    // Brackets that are open; the scanner says too late that one is not closed.
    private void Open(Mark at, bool isFlow)
    {
        if (isFlow)
        {
            _open.Push(at);
        }
    }

    private void Close(bool isFlow)
    {
        if (isFlow)
        {
            _open.Pop();
        }
    }

    private ScalarNode ScalarOf(Scalar scalar)
    {
        _last = scalar;
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
            return new(source, start, end, _separators.Show(scalar.Value), ScalarKind.String, style);
        }

        var (kind, text) = YamlCoreSchema.Resolve(_separators.Show(scalar.Value));
        if (kind == ScalarKind.Number && text is null)
        {
            diagnostics.Add(SkillDiagnosticCode.Unsupported, source, start, end - start, $"'{scalar.Value}' is not a JSON number.");
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
        var last = _last is null ? default : (Offset(_last.Start), Offset(_last.End));
        var finder = new YamlFaultFinder(source, _open.TryPeek(out var bracket) ? Offset(bracket) : null, _last, last);
        Report(finder.Find(Offset(e.Start), Offset(e.End)));
    }

    private void Report(YamlFaultPlace place) =>
        diagnostics.Add(place.Fault == YamlFault.Tab ? SkillDiagnosticCode.Tab : SkillDiagnosticCode.Syntax, source, place.At, place.Length, YamlSentence.For(place));

    // The first bracket from there on that nothing closes; the place itself when there is none.
    private int UnclosedBracket(int from, int end)
    {
        var open = new Stack<int>();
        for (var i = from; i < end; i++)
        {
            switch (source.Text[i])
            {
                case '[' or '{':
                    open.Push(i);
                    break;
                case ']' or '}':
                    open.TryPop(out _);
                    break;
                case '"' or '\'' when i > 0 && source.Text[i - 1] is ' ' or '[' or '{' or ',':
                    var close = source.Text.IndexOf(source.Text[i], i + 1, end - i - 1);
                    i = close < 0 ? i : close;
                    break;
                default:
                    break;
            }
        }

        return open.Count > 0 ? open.Last() : from;
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
