using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Skills.Engine.Tests.Execution;

/// <summary>Results are made in tests of hosts, printed in logs and written as JSON.</summary>
public sealed class ResultFormTests
{
    [Fact]
    public void ATestMakesATypedResult()
    {
        var result = SkillResult.Succeeded(new Answer("secret text"));

        Assert.Equal("secret text", result.Value.Text);
        Assert.DoesNotContain("secret", result.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\n', result.ToString());
    }

    [Fact]
    public void ATestMakesAFailedResult()
    {
        var result = SkillResult.Failed<Answer>(new("model.auth", SkillStep.InvokeModel, "", "The key is wrong."));

        Assert.False(result.IsSuccess);
        Assert.Equal("The key is wrong.", result.ErrorMessage);
        Assert.Throws<SkillExecutionException>(() => result.Value);
    }

    [Fact]
    public void EveryEnumOfAResultIsWrittenByName()
    {
        var numbers = EnumsOf(typeof(SkillResult<Answer>), []).Where(static e => e.GetCustomAttribute<JsonConverterAttribute>() is null).Select(static e => e.Name).ToList();

        Assert.Empty(numbers);
    }

    [Fact]
    public void ATypedResultIsReadBackFromJson()
    {
        var json = JsonSerializer.Serialize(SkillResult.Succeeded(new Answer("Hi")) with { StepTimings = new Dictionary<SkillStep, double> { [SkillStep.InvokeModel] = 1.5 } });

        Assert.Contains("\"Status\":\"Success\"", json, StringComparison.Ordinal);
        Assert.Contains("\"InvokeModel\":1.5", json, StringComparison.Ordinal);
    }

    private static HashSet<Type> EnumsOf(Type type, HashSet<Type> seen)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (!seen.Add(plain))
        {
            return [];
        }

        if (plain.IsEnum)
        {
            return [plain];
        }

        var inner = plain.GetGenericArguments().Concat(plain.HasElementType ? [plain.GetElementType()!] : []);
        var members = plain.Namespace?.StartsWith("Skills", StringComparison.Ordinal) == true
            ? plain.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static p => p.GetCustomAttribute<JsonIgnoreAttribute>() is not { Condition: JsonIgnoreCondition.Always }).Select(static p => p.PropertyType)
            : [];
        return [.. inner.Concat(members).SelectMany(t => EnumsOf(t, seen))];
    }

    private sealed record Answer(string Text);
}
