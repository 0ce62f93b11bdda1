using System.Collections.Frozen;
using Skills.Jinja.Values;

namespace Skills.Jinja.Builtins;

/// <summary>The methods of every builtin type, by type and name.</summary>
internal static class MethodTable
{
    /// <summary>Looks a method up and binds it to its object.</summary>
    internal static bool TryBind(Value self, string name, out Value method)
    {
        if (self.IsNumber)
        {
            return NumberMethods.TryGet(self, name, out method);
        }

        if (TableOf(self.Kind)?.TryGetValue(name, out var builtin) == true || (self.IsMarkup && StringMethods.MarkupTable.TryGetValue(name, out builtin)))
        {
            method = Value.Of(new BuiltinValue(builtin!, self));
            return true;
        }

        method = default;
        return false;
    }

    /// <summary>Whether any type has a method of that name.</summary>
    internal static bool IsMethod(string name) =>
        DictMethods.Table.ContainsKey(name) || StringMethods.Table.ContainsKey(name) || ListMethods.Table.ContainsKey(name);

    private static FrozenDictionary<string, Builtin>? TableOf(ValueKind kind) => kind switch
    {
        ValueKind.String => StringMethods.Table,
        ValueKind.List => ListMethods.Table,
        ValueKind.Tuple => ListMethods.TupleTable,
        ValueKind.Range => ListMethods.RangeTable,
        ValueKind.Dict => DictMethods.Table,
        ValueKind.Set => SetMethods.Table,
        ValueKind.Date => DateMethods.Table,
        ValueKind.Duration => DurationMethods.Table,
        _ => null,
    };
}
