using Skills.Jinja.Text;

namespace Skills.Jinja.Values;

/// <summary>What <c>keys()</c>, <c>values()</c> and <c>items()</c> give: a live view, without index.</summary>
internal sealed class DictViewValue(DictValue dict, DictView view) : HeapValue(ValueKind.View)
{
    internal override string TypeName => view switch { DictView.Keys => "dict_keys", DictView.Values => "dict_values", _ => "dict_items" };

    internal override int Count => dict.Count;

    internal override bool Truthy => dict.Count > 0;

    internal DictValue Dict => dict;

    internal DictView View => view;

    internal override ValueIterator Iterate(RenderState state) => new Walker(dict, view);

    internal override void WriteRepr(ReprWriter writer)
    {
        writer.Append(TypeName);
        writer.Append("(");
        var all = new List<Value>();
        var walk = new Walker(dict, view);
        while (walk.Next(out var item))
        {
            all.Add(item);
        }

        writer.Sequence(this, '[', ']', all.ToArray());
        writer.Append(")");
    }

    private sealed class Walker(DictValue dict, DictView view) : ValueIterator
    {
        private readonly int _count = dict.Count;
        private DictValue.EntryWalk _walk = dict.Entries;

        internal override bool Next(out Value value)
        {
            if (dict.Count != _count)
            {
                throw new RuntimeFault(JinjaErrorKind.Value, "dictionary changed size during iteration");
            }

            if (!_walk.MoveNext())
            {
                value = default;
                return false;
            }

            var entry = _walk.Current;
            value = view switch
            {
                DictView.Keys => entry.Key,
                DictView.Values => entry.Value,
                _ => Value.Of(new TupleValue(entry.Key, entry.Value)),
            };
            return true;
        }
    }
}
