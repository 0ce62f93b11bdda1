using Microsoft.Extensions.DependencyInjection;

namespace Skills.Engine;

/// <summary>Adds code around every execution.</summary>
public static class MiddlewareBuilderExtensions
{
    /// <summary>Adds a middleware inside of those added before.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="middleware">The middleware; the caller keeps ownership.</param>
    public static SkillsEngineBuilder AddMiddleware(this SkillsEngineBuilder builder, ISkillMiddleware middleware)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(middleware);
        builder.Services.AddSingleton(middleware);
        return builder;
    }

    /// <summary>Adds a middleware made by the container, once, inside of those added before.</summary>
    /// <typeparam name="TMiddleware">The middleware's type.</typeparam>
    /// <param name="builder">The engine's builder.</param>
    public static SkillsEngineBuilder AddMiddleware<[System.Diagnostics.CodeAnalysis.DynamicallyAccessedMembers(System.Diagnostics.CodeAnalysis.DynamicallyAccessedMemberTypes.PublicConstructors)] TMiddleware>(this SkillsEngineBuilder builder)
        where TMiddleware : class, ISkillMiddleware
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddSingleton<ISkillMiddleware, TMiddleware>();
        return builder;
    }

    /// <summary>Adds a middleware from a function inside of those added before.</summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="invoke">As <see cref="ISkillMiddleware.InvokeAsync"/>.</param>
    public static SkillsEngineBuilder AddMiddleware(this SkillsEngineBuilder builder, Func<SkillInvocation, SkillInvocationHandler, CancellationToken, Task<SkillResult>> invoke)
    {
        ArgumentNullException.ThrowIfNull(invoke);
        return builder.AddMiddleware(new FunctionMiddleware(invoke));
    }

    private sealed class FunctionMiddleware(Func<SkillInvocation, SkillInvocationHandler, CancellationToken, Task<SkillResult>> invoke) : ISkillMiddleware
    {
        public Task<SkillResult> InvokeAsync(SkillInvocation call, SkillInvocationHandler next, CancellationToken cancellationToken) => invoke(call, next, cancellationToken);
    }
}
