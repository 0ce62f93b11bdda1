namespace Skills.Engine.Generators.Yaml;

/// <summary>Reads lists and mappings in brackets (YAML 1.2.2 §7.4). JSON is among them.</summary>
internal sealed class YamlFlow(YamlCursor cursor, Action<int, int> count, Action<YamlScalar> duplicate, Func<int, YamlNode> alias)
{
    /// <summary>Reads the list or mapping at the cursor.</summary>
    /// <exception cref="YamlException">It cannot be read.</exception>
    public YamlNode Read(int depth) => cursor.Current == '[' ? List(depth) : Map(depth);

    private YamlNode Value(int depth)
    {
        count(cursor.At, depth);
        return cursor.Current switch
        {
            '[' or '{' => Read(depth),
            '"' or '\'' => YamlQuoted.Read(cursor),
            '*' => alias(depth),
            ',' => throw YamlException.Syntax(cursor.At, "A value is missing before this comma."),
            _ => YamlPlain.Read(cursor, -1, inFlow: true),
        };
    }

    private YamlList List(int depth)
    {
        var (start, items) = (cursor.At, new List<YamlNode>());
        cursor.Pass(1);
        for (Skip(start); cursor.Current != ']'; Next(start, ']'))
        {
            var item = Value(depth + 1);
            Skip(start);
            items.Add(cursor.Current == ':' && item is YamlScalar key ? Pair(key, start, depth + 1) : item);
        }

        cursor.Pass(1);
        return new(start, cursor.At, items);
    }

    // [a: 1] is a list of one mapping.
    private YamlMap Pair(YamlScalar key, int bracket, int depth)
    {
        cursor.Pass(1);
        Skip(bracket);
        var value = cursor.Current is ',' or ']' ? new YamlScalar(cursor.At, cursor.At, "", YamlKind.Null) : Value(depth + 1);
        Skip(bracket);
        return new(key.Start, value.End, [new(new(key.Start, key.End, key.Text), value)]);
    }

    private YamlMap Map(int depth)
    {
        var (start, entries) = (cursor.At, new List<YamlEntry>());
        cursor.Pass(1);
        for (Skip(start); cursor.Current != '}'; Next(start, '}'))
        {
            if (cursor.Current is '{' or '[')
            {
                throw new YamlException("SK010", cursor.At, 1, "A key must be plain text, not a list or a mapping. Templates such as {{ name }} must be quoted.");
            }

            var read = Value(depth + 1) as YamlScalar ?? throw new YamlException("SK010", start, 1, "A key must be plain text, not a list or a mapping.");
            var key = new YamlScalar(read.Start, read.End, read.Text);
            Skip(start);
            YamlNode value = new YamlScalar(cursor.At, cursor.At, "", YamlKind.Null);
            if (cursor.Current == ':')
            {
                cursor.Pass(1);
                Skip(start);
                value = cursor.Current is ',' or '}' ? value : Value(depth + 1);
                Skip(start);
            }

            if (entries.Exists(e => e.Key.Text == key.Text))
            {
                duplicate(key);
                continue;
            }

            entries.Add(new(key, value));
        }

        cursor.Pass(1);
        return new(start, cursor.At, entries);
    }

    private void Next(int bracket, char closer)
    {
        if (cursor.Current == ',')
        {
            cursor.Pass(1);
            Skip(bracket);
        }
        else if (cursor.Current != closer)
        {
            // A colon on a further line belongs to a key: the bracket was meant to end above.
            throw cursor.Current == ':' && cursor.LineStart > bracket
                ? YamlException.Syntax(bracket, "This bracket is not closed.")
                : YamlException.Syntax(cursor.At, $"A comma or '{closer}' was expected here.");
        }
    }

    private void Skip(int bracket)
    {
        cursor.SkipToContent(inFlow: true);
        if (cursor.IsAtDocumentEnd)
        {
            throw YamlException.Syntax(bracket, "This bracket is not closed.");
        }
    }
}
