using System.Text.RegularExpressions;
using Skills.Engine.Definitions;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Skills.Engine.SkillFiles.Sources;

/// <summary>Reads YAML 1.2 (core schema) into nodes with their places, within the limits.</summary>
internal sealed partial class YamlTreeReader(SourceText source, DiagnosticList diagnostics, SkillDefinitionOptions limits)
{
    private static readonly HashSet<string> CoreTags = ["tag:yaml.org,2002:str", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:int", "tag:yaml.org,2002:float", "tag:yaml.org,2002:null"];

    // Further above nobody looks for the fault.
    private const int MostLinesBack = 50;

    private readonly Dictionary<string, SkillNode> _anchors = [];
    private readonly Stack<Mark> _open = new();
    private Scalar? _last;
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
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or NullReferenceException or FormatException or OverflowException)
        {
            // The scanner loses its own stack when a bracket is not closed before the end of the block, often before it has told of the bracket.
            var at = _open.TryPeek(out var open) ? Offset(open) : UnclosedBracket(_last is null ? start : Offset(_last.End), end);
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, at, 1, "This bracket is not closed. Close it, or write the value on indented lines.");
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
        if (_parser.MoveNext() && _parser.Current is DocumentStart second && source.Text.AsSpan(Math.Min(Offset(second.Start) + 3, source.Text.Length)).Trim() is not "")
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
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, Offset(alias.Start), alias.Value.Value.Length + 1, $"No anchor '&{alias.Value.Value}' comes before this alias. When '*' begins a text, put the text in quotes or behind '|'.");
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
        var (offset, until) = (Offset(e.Start), Offset(e.End));
        var line = source.Place(offset).Line;
        if (FindTab(Math.Max(1, line - 1), e.Message.Contains("tab", StringComparison.Ordinal) ? source.LineCount : line) is { } tab)
        {
            diagnostics.Add(SkillDiagnosticCode.Tab, source, tab, 1, "A tab indents this line; YAML takes spaces only.");
            return;
        }

        // The parser stops where it can go no further; what is wrong often stands before.
        if (_open.TryPeek(out var bracket) && source.Place(Offset(bracket)).Line < line
            && (Indent(line) <= Indent(source.Place(Offset(bracket)).Line) || (_last is { Style: YamlDotNet.Core.ScalarStyle.Plain } run && run.Start.Line < run.End.Line)))
        {
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, Offset(bracket), 1, "This bracket is not closed. Close it, or write the value on indented lines.");
            return;
        }

        if (_last is { Style: YamlDotNet.Core.ScalarStyle.DoubleQuoted or YamlDotNet.Core.ScalarStyle.SingleQuoted } quoted && quoted.Start.Line < quoted.End.Line && source.Place(Offset(quoted.End)).Line >= line - 1)
        {
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, Offset(quoted.Start), 1, "The text that begins at this quotation mark ends only lines below, where YAML cannot go on. Is it closed where it should be?");
            return;
        }

        if (StartsLikeYaml().Match(source.Line(line)) is { Success: true } start)
        {
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, source.LineStart(line) + start.Groups["mark"].Index, start.Groups["mark"].Length, $"Text cannot begin with '{start.Groups["mark"].Value}' here: YAML keeps that for itself. Put the text in quotes or behind '|'.");
            return;
        }

        for (var before = line; before >= Math.Max(1, line - 1); before--)
        {
            if (NoSpace().Match(source.Line(before)) is { Success: true } match)
            {
                diagnostics.Add(SkillDiagnosticCode.Syntax, source, source.LineStart(before) + match.Groups["colon"].Index, 1, "A space is missing after this colon.");
                return;
            }
        }

        if ((e.Message.Contains("invalid mapping", StringComparison.OrdinalIgnoreCase) || e.Message.Contains("mapping values", StringComparison.OrdinalIgnoreCase)) && MissingColon(line) is { } colon)
        {
            diagnostics.Add(SkillDiagnosticCode.Syntax, source, colon.At, 1, colon.Sentence);
            return;
        }

        var sameLine = line == source.Place(until).Line;
        diagnostics.Add(SkillDiagnosticCode.Syntax, source, offset, sameLine ? Math.Max(1, until - offset) : 1, YamlSentence.For(e.Message));
    }

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

    // A key without its colon is read on into the next line, whose own colon is then one too many.
    private (int At, string Sentence)? MissingColon(int line)
    {
        const string Missing = "A ':' is missing after this word, or the line should be indented so that it continues the value above.";
        var candidate = (int?)null;
        for (var above = line - 1; above >= Math.Max(1, line - MostLinesBack); above--)
        {
            var text = source.Line(above);
            if (text.AsSpan().Trim() is "" or ['#', ..] || KeyIndent(above) > KeyIndent(line))
            {
                continue;
            }

            if (KeyIndent(above) < KeyIndent(line))
            {
                // The block this line is in may never have begun.
                return BlockWithout().Match(text) is not { Success: true } block ? Found(candidate)
                    : block.Groups["colon"].Success ? (source.LineStart(above) + block.Groups["colon"].Index, "A space is missing after this colon.")
                    : (source.LineStart(above) + block.Groups["key"].Index + block.Groups["key"].Length, Missing);
            }

            if (NoColon().Match(text) is { Success: true } match)
            {
                candidate ??= source.LineStart(above) + match.Groups["key"].Index + match.Groups["key"].Length;
            }
            else if (candidate is null && IsKey().IsMatch(text))
            {
                return null;
            }
        }

        return Found(candidate);

        (int, string)? Found(int? at) => at is { } place && !ContinuesAValue(source.Place(place).Line) ? (place, Missing) : null;
    }

    private bool ContinuesAValue(int line)
    {
        for (var above = line - 1; above >= Math.Max(1, line - MostLinesBack); above--)
        {
            if (source.Line(above).AsSpan().Trim().Length > 0 && KeyIndent(above) < KeyIndent(line))
            {
                return HasValue().IsMatch(source.Line(above));
            }
        }

        return false;
    }

    // Where a line's key stands: that of a list's entry behind the hyphen.
    private int KeyIndent(int line) => Indent(line) + (source.Line(line).AsSpan().TrimStart() is ['-', ' ', ..] ? 2 : 0);

    private int Indent(int line) => source.Line(line).Length - source.Line(line).TrimStart().Length;

    private int? FindTab(int fromLine, int toLine)
    {
        for (var line = fromLine; line <= toLine; line++)
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

    [GeneratedRegex(@"^\s*(- )?(?<key>[A-Za-z_][\w-]*)\s+([^:]*|[\[{].*)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NoColon();

    [GeneratedRegex(@"^\s*(- )?[A-Za-z_][\w-]*:(\s|$)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex IsKey();

    [GeneratedRegex(@"^\s*(- )?(?<key>[A-Za-z_][\w-]*)(\s+|(?<colon>:))[|>][-+0-9]*\s*$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex BlockWithout();

    [GeneratedRegex(@"^\s*(- )?[A-Za-z_][\w-]*:\s+(?<mark>\{%|\{\{|\*+|@|`|%)", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex StartsLikeYaml();

    [GeneratedRegex(@":\s+[^\s|>#&!]", RegexOptions.NonBacktracking)]
    private static partial Regex HasValue();

    [GeneratedRegex(@"^\s*(- )?[A-Za-z_][\w-]*(?<colon>:)[^\s/:]", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NoSpace();

    /// <summary>Ends the reading after its diagnostic was added.</summary>
    private sealed class LimitException : Exception;
}
