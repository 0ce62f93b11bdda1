using Skills.Jinja.Text;
using Skills.Jinja.Values;

namespace Skills.Jinja.Rendering;

/// <summary>The arguments of a call, ready to be evaluated.</summary>
internal sealed class ArgumentNodes(ExprNode[] positional, (string Name, ExprNode Value)[] keywords, ExprNode? star, ExprNode? doubleStar)
{
    internal ExprNode[] Positional => positional;

    internal (string Name, ExprNode Value)[] Keywords => keywords;

    internal bool IsPlain => star is null && doubleStar is null;

    /// <summary>Evaluates all, behind some arguments that are already there.</summary>
    internal CallArguments Eval(TemplateState state, Frame frame, params ReadOnlySpan<Value> first)
    {
        var values = new Value[first.Length + positional.Length];
        first.CopyTo(values);
        for (var i = 0; i < positional.Length; i++)
        {
            values[first.Length + i] = positional[i].Eval(state, frame);
        }

        if (star is not null)
        {
            List<Value> more = [.. values];
            more.AddRange(Iteration.ToList(state, star.Eval(state, frame)));
            values = [.. more];
        }

        var named = keywords.Length == 0 ? [] : new KeyValuePair<string, Value>[keywords.Length];
        for (var i = 0; i < named.Length; i++)
        {
            named[i] = new(keywords[i].Name, keywords[i].Value.Eval(state, frame));
        }

        return new(values, doubleStar is null ? Distinct(named) : Merge(state, named, doubleStar.Eval(state, frame)));
    }

    private static KeyValuePair<string, Value>[] Distinct(KeyValuePair<string, Value>[] named)
    {
        for (var i = 1; i < named.Length; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (named[i].Key == named[j].Key)
                {
                    throw RuntimeFault.Type($"keyword argument repeated: {named[i].Key}");
                }
            }
        }

        return named;
    }

    private static KeyValuePair<string, Value>[] Merge(TemplateState state, KeyValuePair<string, Value>[] named, Value map)
    {
        if (map.Ref is not DictValue dict)
        {
            throw map.Ref is UndefinedValue undefined && undefined.Mode == JinjaUndefined.Strict
                ? undefined.Fault()
                : RuntimeFault.Type($"argument after ** must be a mapping, not {Types.Name(map)}");
        }

        var all = named.ToList();
        foreach (var entry in dict.Entries)
        {
            state.Step();
            all.Add(new(entry.Key.IsString ? entry.Key.String : throw RuntimeFault.Type("keywords must be strings"), entry.Value));
        }

        return Distinct([.. all]);
    }
}
