namespace Skills.Engine.Generators.Yaml;

/// <summary>
/// Reads the YAML that skill files use (1.2, core schema), and with it JSON, into nodes with their places. It stops at the first
/// fault. Duplicate keys are collected, as reading can go on.
/// </summary>
internal sealed class YamlReader
{
    private const int MaxDepth = 64;
    private const int MaxValues = 100_000;

    private readonly YamlCursor _cursor;
    private readonly YamlFlow _flow;
    private readonly Dictionary<string, YamlNode> _anchors = [];
    private int _count;

    private YamlReader(string text, int start, int end)
    {
        _cursor = new(text, start, end);
        _flow = new(_cursor, Count, Duplicate, Alias);
    }

    /// <summary>Gets the keys that appear twice in one mapping.</summary>
    public List<YamlScalar> Duplicates { get; } = [];

    /// <summary>Reads the document between two offsets; null when it is empty.</summary>
    /// <exception cref="YamlException">The text cannot be read.</exception>
    public static (YamlNode? Root, IReadOnlyList<YamlScalar> Duplicates) Read(string text, int start, int end)
    {
        var reader = new YamlReader(text, start, end);
        return (reader.Document(), reader.Duplicates);
    }

    private YamlNode? Document()
    {
        _cursor.SkipToContent();
        while (!_cursor.IsAtEnd && (_cursor.Current == '%' || _cursor.IsAtDocumentEnd))
        {
            _cursor.SkipLine();
            _cursor.SkipToContent();
        }

        if (_cursor.IsAtEnd)
        {
            return null;
        }

        var root = Block(-1, isEntry: false, 1);
        _cursor.SkipToContent();
        if (_cursor.IsAtDocumentEnd)
        {
            return root;
        }

        throw YamlException.Syntax(_cursor.At, root is YamlMap ? "A key with a colon was expected here." : "Nothing may follow this value.");
    }

    // The value at or below the cursor. The lines of a block value are deeper than its parent; a list may stand in the column of its key.
    private YamlNode Block(int parent, bool isEntry, int depth)
    {
        Count(_cursor.At, depth);
        var lineStart = _cursor.LineStart;
        var anchor = Properties(out var isText);
        _cursor.SkipSpaces();
        if (_cursor.IsAtBreak || _cursor.IsAtComment)
        {
            var at = _cursor.At;
            _cursor.SkipToContent();
            if (_cursor.IsAtDocumentEnd || _cursor.Column < parent || (_cursor.Column == parent && !(isEntry && _cursor.IsAtItem)))
            {
                return Remember(anchor, new YamlScalar(at, at, "", YamlKind.Null));
            }
        }

        var isInline = isEntry && lineStart == _cursor.LineStart;
        var node = Content(parent, isInline, depth);
        return Remember(anchor, isText ? AsText(node) : node);
    }

    private YamlNode Content(int parent, bool isInline, int depth)
    {
        switch (_cursor.Current)
        {
            case '-' when _cursor.IsAtItem:
                return isInline ? throw YamlException.Syntax(_cursor.At, "A list begins on the line below its key.") : List(_cursor.Column, depth);
            case '?' when YamlCursor.EndsWord(_cursor.Ahead(1)):
                throw new YamlException("SK010", _cursor.At, 1, "A key must be plain text. Write it before its colon, without '?'.");
            case '*':
                return Alias(depth);
            case '&' or '!':
                return Marked(parent, isInline, depth);
            case '|' or '>':
                return YamlBlockText.Read(_cursor, parent);
        }

        return !isInline && YamlKey.IsAhead(_cursor) ? Map(_cursor.Column, depth) : Inline(parent, depth);
    }

    // On the line below a key: what marks the value, or the first key of its mapping.
    private YamlNode Marked(int parent, bool isInline, int depth)
    {
        var at = _cursor.At;
        var anchor = Properties(out var isText);
        if (!isInline && YamlKey.IsAhead(_cursor))
        {
            _cursor.MoveTo(at);
            return Map(_cursor.Column, depth);
        }

        _cursor.SkipToContent();
        var node = Content(parent, isInline, depth);
        return Remember(anchor, isText ? AsText(node) : node);
    }

    private static YamlNode AsText(YamlNode node) => node is YamlScalar scalar ? new YamlScalar(node.Start, node.End, scalar.Text) : node;

    private YamlNode Inline(int parent, int depth)
    {
        YamlNode node = _cursor.Current switch
        {
            '[' or '{' => _flow.Read(depth),
            '"' or '\'' => YamlQuoted.Read(_cursor),
            _ => YamlPlain.Read(_cursor, parent, inFlow: false),
        };
        _cursor.SkipSpaces();
        if (_cursor.IsAtBreak || _cursor.IsAtComment)
        {
            return node;
        }

        throw _cursor.Current == ':' && node is not YamlScalar
            ? new YamlException("SK010", node.Start, 1, "A key must be plain text, not a list or a mapping. Templates such as {{ name }} must be quoted.")
            : YamlException.Syntax(_cursor.At, _cursor.Current == ':' ? "A second colon is in this line. Quote the text." : "Nothing may follow this value on its line. Quote the text.");
    }

    private YamlList List(int column, int depth)
    {
        var (start, items) = (_cursor.At, new List<YamlNode>());
        while (!_cursor.IsAtDocumentEnd && _cursor.Column == column && _cursor.IsAtItem)
        {
            _cursor.Pass(1);
            items.Add(Block(column, isEntry: false, depth + 1));
            _cursor.SkipToContent();
        }

        return Deeper(column) ? throw YamlException.Syntax(_cursor.At, "This line is indented further than the entries of its list.") : new(start, items[items.Count - 1].End, items);
    }

    private YamlMap Map(int column, int depth)
    {
        var (start, entries) = (_cursor.At, new List<YamlEntry>());
        while (!_cursor.IsAtDocumentEnd && _cursor.Column == column)
        {
            var anchor = Properties(out _);
            if (!YamlKey.IsAhead(_cursor))
            {
                throw YamlKey.Missing(_cursor);
            }

            var key = YamlKey.Read(_cursor);
            Remember(anchor, key);
            Add(entries, key, Block(column, isEntry: true, depth + 1));
            _cursor.SkipToContent();
        }

        return Deeper(column)
            ? throw YamlException.Syntax(_cursor.At, "This line is indented further than the keys of its mapping.")
            : new(start, entries[entries.Count - 1].Value.End, entries);
    }

    private bool Deeper(int column) => !_cursor.IsAtDocumentEnd && _cursor.Column > column;

    private void Add(List<YamlEntry> entries, YamlScalar key, YamlNode value)
    {
        if (key.Text == "<<")
        {
            throw new YamlException("SK010", key.Start, 2, "Merge keys ('<<') are not part of YAML 1.2. Write the keys out.");
        }

        if (entries.Exists(e => e.Key.Text == key.Text))
        {
            Duplicate(key);
            return;
        }

        entries.Add(new(key, value));
    }

    private void Duplicate(YamlScalar key) => Duplicates.Add(key);

    private YamlNode Remember(string? anchor, YamlNode node) => anchor is null ? node : _anchors[anchor] = node;

    // Tags and anchors, in any order. Only tags of the core schema are taken.
    private string? Properties(out bool isText)
    {
        string? anchor = null;
        isText = false;
        for (_cursor.SkipSpaces(); _cursor.Current is '!' or '&'; _cursor.SkipSpaces())
        {
            var at = _cursor.At;
            while (!YamlCursor.EndsWord(_cursor.Current))
            {
                _cursor.Pass(1);
            }

            var word = _cursor.Text.Substring(at, _cursor.At - at);
            if (word[0] == '&')
            {
                anchor = word.Substring(1);
            }
            else if (word is "!" or "!!str")
            {
                isText = true;
            }
            else if (word is not ("!!bool" or "!!int" or "!!float" or "!!null"))
            {
                throw new YamlException("SK010", at, 1, $"The tag '{word}' is not allowed. Write the value plainly, quoted when it is text.");
            }
        }

        return anchor;
    }

    private YamlNode Alias(int depth)
    {
        var at = _cursor.At;
        while (!YamlCursor.EndsWord(_cursor.Current) && _cursor.Current is not (',' or ']' or '}'))
        {
            _cursor.Pass(1);
        }

        var name = _cursor.Text.Substring(at + 1, _cursor.At - at - 1);
        if (!_anchors.TryGetValue(name, out var node))
        {
            throw YamlException.Syntax(at, $"No anchor '&{name}' comes before this alias. When '*' begins a text, put the text in quotes or behind '|'.", name.Length + 1);
        }

        CountAll(node, at, depth);
        return node;
    }

    // What aliases name counts once for each alias, so that a small file cannot become a large one.
    private void CountAll(YamlNode node, int at, int depth)
    {
        Count(at, depth);
        foreach (var below in node switch { YamlList list => list.Items, YamlMap map => map.Entries.Select(static e => e.Value), _ => [] })
        {
            CountAll(below, at, depth + 1);
        }
    }

    private void Count(int at, int depth)
    {
        if (depth > MaxDepth || ++_count > MaxValues)
        {
            throw new YamlException("SK005", at, 1, depth > MaxDepth ? $"Nested deeper than {MaxDepth} levels. Make the file smaller." : $"More than {MaxValues} values. Make the file smaller.");
        }
    }
}
