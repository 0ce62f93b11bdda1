using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Skills.Engine;

/// <summary>Adds rules written in C#.</summary>
public static class RulesBuilderExtensions
{
    /// <summary>Adds a rule that skills use as <c>type: custom</c> with its name.</summary>
    public static SkillsEngineBuilder AddRule(this SkillsEngineBuilder builder, IValidationRule rule)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(rule);
        builder.Services.AddSingleton(rule);
        return builder;
    }

    /// <summary>Adds a rule made by the container, once.</summary>
    /// <typeparam name="TRule">The rule's type.</typeparam>
    public static SkillsEngineBuilder AddRule<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRule>(this SkillsEngineBuilder builder) where TRule : class, IValidationRule
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<IValidationRule, TRule>();
        return builder;
    }

    /// <summary>Adds a rule that the container makes for each check, in a scope of its own. Use it for rules with scoped services, such as a DbContext.</summary>
    /// <typeparam name="TRule">The rule's type.</typeparam>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="name">The name skills use.</param>
    public static SkillsEngineBuilder AddScopedRule<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRule>(this SkillsEngineBuilder builder, string name)
        where TRule : class, IValidationRule
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrEmpty(name);
        builder.Services.TryAddScoped<TRule>();
        builder.Services.AddSingleton<IValidationRule>(provider => new ScopedRule<TRule>(name, provider.GetRequiredService<IServiceScopeFactory>()));
        return builder;
    }

    /// <summary>Adds a rule from a function that returns what is wrong; nothing when the rule passes.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="name">The name skills use.</param>
    /// <param name="check">The check; must be thread-safe.</param>
    public static SkillsEngineBuilder AddRule(this SkillsEngineBuilder builder, string name, Func<RuleContext, IEnumerable<RuleFinding>> check)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(check);
        return builder.AddRule(new FunctionRule(name, check));
    }

    private sealed class ScopedRule<TRule>(string name, IServiceScopeFactory scopes) : IValidationRule
        where TRule : class, IValidationRule
    {
        public string Name => name;

        public async ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken)
        {
            var scope = scopes.CreateAsyncScope();
            await using (scope.ConfigureAwait(false))
            {
                return await scope.ServiceProvider.GetRequiredService<TRule>().CheckAsync(context, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private sealed class FunctionRule(string name, Func<RuleContext, IEnumerable<RuleFinding>> check) : IValidationRule
    {
        public string Name => name;

        public ValueTask<IReadOnlyList<RuleFinding>> CheckAsync(RuleContext context, CancellationToken cancellationToken) => new([.. check(context)]);
    }
}
