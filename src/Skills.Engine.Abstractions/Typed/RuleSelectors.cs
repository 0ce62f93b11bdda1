namespace Skills.Engine;

/// <summary>Names every item of a list in the selector of a rule.</summary>
public static class RuleSelectors
{
    /// <summary>Stands for each item of a list, or each value of a dictionary, in a selector such as <c>o => o.Items.Each().Price</c>. It is never called.</summary>
    /// <exception cref="InvalidOperationException">Always, when it is called outside a selector.</exception>
    public static T Each<T>(this IEnumerable<T> items) => throw new InvalidOperationException("Each() is part of a selector of a rule and cannot be called.");

    /// <inheritdoc cref="Each{T}(IEnumerable{T})"/>
    public static TValue Each<TKey, TValue>(this IReadOnlyDictionary<TKey, TValue> items) where TKey : notnull => throw new InvalidOperationException("Each() is part of a selector of a rule and cannot be called.");
}
