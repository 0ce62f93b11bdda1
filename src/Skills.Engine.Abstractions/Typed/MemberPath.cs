using System.Linq.Expressions;
using System.Reflection;
using System.Text.Json;
using Skills.Engine.Rules;

namespace Skills.Engine.Typed;

/// <summary>Turns <c>o => o.Items.Each().Price</c> into the path of a rule, in the names of the JSON.</summary>
internal static class MemberPath
{
    /// <exception cref="ArgumentException">The expression is more than members, constant indexes and <c>Each()</c>.</exception>
    public static string Of(LambdaExpression selector, JsonSerializerOptions options) => Of(selector.Body, selector, options);

    /// <summary>Returns the same place as a JSON Pointer.</summary>
    /// <exception cref="ArgumentException">As for <see cref="Of(LambdaExpression, JsonSerializerOptions)"/>.</exception>
    public static string PointerOf(LambdaExpression selector, JsonSerializerOptions options) => FieldPath.Parse(Of(selector, options)).Pointer;

    private static string Of(Expression expression, LambdaExpression selector, JsonSerializerOptions options) => expression switch
    {
        ParameterExpression => "$",
        UnaryExpression { NodeType: ExpressionType.Convert or ExpressionType.ConvertChecked } convert => Of(convert.Operand, selector, options),
        MemberExpression { Member.Name: "Value", Expression: { } owner } when Nullable.GetUnderlyingType(owner.Type) is not null => Of(owner, selector, options),
        MemberExpression { Expression: { } owner } member => $"{Of(owner, selector, options)}[{Quote(NameOf(member.Member, owner.Type, options))}]",
        MethodCallExpression { Method: { Name: nameof(RuleSelectors.Each) } method, Arguments: [var list] } when method.DeclaringType == typeof(RuleSelectors) => $"{Of(list, selector, options)}[*]",
        MethodCallExpression { Method.Name: "get_Item", Object: { } owner, Arguments: [ConstantExpression { Value: { } index }] } => FormattableString.Invariant($"{Of(owner, selector, options)}[{(index is string key ? Quote(key) : index)}]"),
        BinaryExpression { NodeType: ExpressionType.ArrayIndex, Right: ConstantExpression index } element => $"{Of(element.Left, selector, options)}[{index.Value}]",
        _ => throw new ArgumentException($"'{selector}' is not a path. Use members, constant indexes and Each(), such as o => o.Items.Each().Price."),
    };

    private static string NameOf(MemberInfo member, Type owner, JsonSerializerOptions options)
    {
        var property = options.GetTypeInfo(owner).Properties.FirstOrDefault(p => p.AttributeProvider is MemberInfo known && known.Name == member.Name)
            ?? throw new ArgumentException($"The serializer does not read {owner.Name}.{member.Name}, so no rule can check it.");
        return property.Name;
    }

    private static string Quote(string name) => $"\"{name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
