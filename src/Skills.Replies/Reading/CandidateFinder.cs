using System.Buffers;
using Skills.Replies.Parsing;

namespace Skills.Replies.Reading;

/// <summary>Finds every place of a reply that may hold the answer and reads it, once each, from left to right.</summary>
internal sealed class CandidateFinder
{
    private const int MostReturns = 16;
    private const int LongestScalar = 4000;

    private static readonly SearchValues<char> Starts = SearchValues.Create("{[`");

    private readonly string _text;
    private readonly ReplyTree _tree;
    private readonly TolerantParser _parser;
    private readonly int _maxCandidates;
    private readonly List<Found> _found = [];
    private readonly int _first;
    private int _returns;

    public CandidateFinder(string text, ReplyTree tree, ReplyLimits limits, KnownKeys keys)
    {
        _text = text;
        _tree = tree;
        _parser = new(text, tree, limits.MaxDepth, keys);
        _maxCandidates = limits.MaxCandidates;
        _first = ReplyText.SkipSpace(text, 0);
    }

    /// <summary>Whether nesting beyond the limit stopped the search.</summary>
    public bool TooDeep => _parser.TooDeep;

    /// <summary>Places that hold YAML: fenced blocks with that tag.</summary>
    public List<(int Start, int End)> YamlBlocks { get; } = [];

    /// <summary>Whether candidates beyond the limit were left unread.</summary>
    public bool Stopped { get; private set; }

    /// <summary>The readings found from <paramref name="start"/> on: each value, values that follow each other as a list, and all values as a list.</summary>
    public List<Candidate> Find(int start)
    {
        Scan(start);
        var readings = new List<Candidate>();
        for (var i = 0; i < _found.Count; i++)
        {
            var last = i;
            while (last + 1 < _found.Count && _found[last + 1].FollowsPrevious)
            {
                last++;
            }

            AddGroup(readings, i, last);
            i = last;
        }

        AddAll(readings);
        return readings;
    }

    private void AddGroup(List<Candidate> readings, int first, int last)
    {
        if (last > first)
        {
            var full = Enumerable.Range(first, last - first + 1).Where(i => !IsEmpty(_found[i].Root)).ToList();
            if (full.Count != 1)
            {
                var members = full.Count == 0 ? Enumerable.Range(first, last - first + 1).ToList() : full;
                readings.Add(new(
                    _found[first].Source,
                    [.. members.Select(i => _found[i].Root)],
                    IsList: true,
                    _found[first].Start,
                    _found[last].End,
                    _found[first].FirstEdit,
                    _found[last].LastEdit));
            }
        }

        for (var i = first; i <= last; i++)
        {
            var found = _found[i];
            readings.Add(new(found.Source, [found.Root], IsList: false, found.Start, found.End, found.FirstEdit, found.LastEdit, IsPart: last > first));
        }
    }

    private void AddAll(List<Candidate> readings)
    {
        var strong = _found.Where(f => f.Source != CandidateSource.Weak && !IsEmpty(f.Root)).ToList();
        if (strong.Count > 1 && !readings.Exists(r => r.IsList && r.Roots.Count == strong.Count))
        {
            readings.Add(new(
                strong.TrueForAll(static f => f.Source == CandidateSource.Fence) ? CandidateSource.Fence : CandidateSource.Prose,
                [.. strong.Select(static f => f.Root)],
                IsList: true,
                strong[0].Start,
                strong[^1].End,
                strong[0].FirstEdit,
                strong[^1].LastEdit));
        }
    }

    /// <summary>Whether a node is an empty object or list.</summary>
    private bool IsEmpty(int node) => _tree.Nodes[node] is { Kind: NodeKind.Object or NodeKind.Array } found && found.Next == node + 1;

    private void Scan(int start)
    {
        var at = start;
        var fenced = false;
        while (at < _text.Length && !_parser.TooDeep)
        {
            var jump = _text.AsSpan(at).IndexOfAny(Starts);
            if (jump < 0)
            {
                return;
            }

            at += jump;
            if (_found.Count >= _maxCandidates)
            {
                Stopped = true;
                return;
            }

            if (_text[at] == '`')
            {
                (at, fenced) = Fence(at);
            }
            else
            {
                at = Value(at, fenced);
                fenced = false;
            }
        }
    }

    // Passes a run of back-ticks; three open a block, whose value may begin at once.
    private (int At, bool Fenced) Fence(int at)
    {
        var end = at;
        while (end < _text.Length && _text[end] == '`')
        {
            end++;
        }

        if (end - at < 3)
        {
            return (end, false);
        }

        var tagEnd = end;
        while (tagEnd < _text.Length && (char.IsAsciiLetterOrDigit(_text[tagEnd]) || _text[tagEnd] is '_' or '-' or '+' or '.'))
        {
            tagEnd++;
        }

        var tag = _text.AsSpan(end, tagEnd - end);
        if (tag.Equals("yaml", StringComparison.OrdinalIgnoreCase) || tag.Equals("yml", StringComparison.OrdinalIgnoreCase))
        {
            var close = _text.IndexOf("\n```", tagEnd, StringComparison.Ordinal);
            var stop = close < 0 ? _text.Length : close;
            YamlBlocks.Add((tagEnd, stop));
            return (Math.Min(_text.Length, stop + 4), false);
        }

        var value = ReplyText.SkipSpace(_text, tagEnd);
        return value < _text.Length && (_text[value] is '{' or '[' || ReplyText.IsComment(_text, value)) ? (value, true) : (Scalar(value) ?? tagEnd, false);
    }

    // A fenced block that holds nothing but a number, a word or a string of JSON.
    private int? Scalar(int start)
    {
        var window = _text.AsSpan(start, Math.Min(LongestScalar, _text.Length - start));
        var end = window.IndexOf("```");
        if (end <= 0 || StrictJson.TryParse(window[..end], 2, allowDuplicates: false) is not { } scalar)
        {
            return null;
        }

        var edits = _tree.Edits.Count;
        var root = TreeBuilder.Add(_tree, scalar, start, start + end);
        _found.Add(new(root, start, start + end, edits, edits, CandidateSource.Fence, FollowsPrevious: false));
        return start + end + 3;
    }

    private int Value(int at, bool fenced)
    {
        if (_text[at] == '[' && ReplyText.IsFence(_text, ReplyText.SkipSpace(_text, at + 1)))
        {
            return at + 1;
        }

        var strong = fenced || ValueStart.IsLikely(_text, at, isFirst: at == _first);
        var (nodes, edits) = (_tree.Nodes.Count, _tree.Edits.Count);
        _parser.At = at;
        var root = _parser.Read();
        if (root < 0)
        {
            return Math.Max(at + 1, _parser.At);
        }

        var unfinished = _tree.Nodes[root].Flags.HasFlag(NodeFlags.Unfinished);
        if (!strong && unfinished && _returns < MostReturns)
        {
            _returns++;
            _tree.Rewind(nodes, edits);
            return at + 1;
        }

        var end = _parser.At;
        strong &= fenced || !IsLinkOrCitation(root, end);
        _found.Add(new(root, at, end, edits, _tree.Edits.Count, fenced ? CandidateSource.Fence : strong ? CandidateSource.Prose : CandidateSource.Weak, Follows(at)));
        return end;
    }

    // [1] and [text](address) in prose.
    private bool IsLinkOrCitation(int root, int end)
    {
        var node = _tree.Nodes[root];
        if (node.Kind != NodeKind.Array || _first == node.Start || node.Next > root + 2)
        {
            return false;
        }

        if (IsAlone(node.Start, end))
        {
            return false;
        }

        return ReplyText.At(_text, end) == '(' || (node.Next == root + 2 && _tree.Nodes[root + 1].Kind is NodeKind.Number);
    }

    // A list on lines of its own is no citation.
    private bool IsAlone(int start, int end)
    {
        var before = _text.AsSpan(0, start).TrimEnd(" \t");
        var after = _text.AsSpan(Math.Min(end, _text.Length)).TrimStart(" \t\r");
        return before is [.., '\n'] && after is [] or ['\n', ..];
    }

    private bool Follows(int at) => _found.Count > 0 && _found[^1] is var last && last.Source != CandidateSource.Weak && IsGap(last.End, at);

    private bool IsGap(int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (ReplyText.IsComment(_text, i))
            {
                i = SkipComment(i) - 1;
            }
            else if (!ReplyText.IsSpace(_text[i]) && _text[i] is not (',' or ';'))
            {
                return false;
            }
        }

        return true;
    }

    private int SkipComment(int at)
    {
        var end = _text[at] == '/' && ReplyText.At(_text, at + 1) == '*' ? _text.IndexOf("*/", at, StringComparison.Ordinal) + 2 : _text.IndexOf('\n', at) + 1;
        return end <= at ? _text.Length : end;
    }

    private readonly record struct Found(int Root, int Start, int End, int FirstEdit, int LastEdit, CandidateSource Source, bool FollowsPrevious);
}
