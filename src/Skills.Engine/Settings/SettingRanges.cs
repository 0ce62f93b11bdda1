using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;

namespace Skills.Engine.Settings;

/// <summary>Checks options against the ranges their attributes state.</summary>
internal static class SettingRanges
{
    /// <summary>Returns a sentence for each property out of range: setting, value and what is allowed.</summary>
    /// <param name="options">The options.</param>
    /// <param name="section">The section they are bound from.</param>
    public static IEnumerable<string> Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] T>(T options, string section)
        where T : class
    {
        foreach (var property in typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && property.GetValue(options) is IConvertible value && !Holds(range, value))
            {
                yield return string.Create(CultureInfo.InvariantCulture, $"{section}:{property.Name} is {value}; it must be from {range.Minimum:#,0.#########} to {range.Maximum:#,0.#########}.");
            }

            if (property.GetCustomAttribute<RegularExpressionAttribute>() is { } pattern && property.GetValue(options) is var text && (text is null or "" || !pattern.IsValid(text)))
            {
                yield return $"{section}:{property.Name} is '{text}'; it must match {pattern.Pattern}.";
            }
        }
    }

    // A comparison with NaN is false.
    private static bool Holds(RangeAttribute range, IConvertible value) =>
        value.ToDouble(CultureInfo.InvariantCulture) >= Convert.ToDouble(range.Minimum, CultureInfo.InvariantCulture)
        && value.ToDouble(CultureInfo.InvariantCulture) <= Convert.ToDouble(range.Maximum, CultureInfo.InvariantCulture);
}
