using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Skills.Engine.Evaluation;
using Skills.Engine.Evaluation.Models;
using Skills.Engine.Evaluation.Running;

namespace Skills.Engine;

/// <summary>Registers the running of tests.</summary>
public static class EvaluationBuilderExtensions
{
    /// <summary>
    /// Adds <see cref="SkillTestRunner"/>. Call it after everything that adds a provider or a router: those added later are not
    /// recorded, and the runner refuses to start.
    /// </summary>
    /// <param name="builder">The engine's builder.</param>
    /// <param name="options">The settings of test runs; null for the defaults.</param>
    /// <exception cref="System.ComponentModel.DataAnnotations.ValidationException">A setting is out of range.</exception>
    public static SkillsEngineBuilder AddSkillTests(this SkillsEngineBuilder builder, SkillTestOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        options ??= new();
        SkillTestOptionsCheck.EnsureValid(options);
        var services = builder.Services;
        if (services.Any(static s => s.ServiceType == typeof(TestConversation)))
        {
            return builder;
        }

        services.AddSingleton(static provider => new TestConversation(provider.GetServices<IModelClient>));
        Wrap<IModelClient>(services, static (inner, conversation) => new RecordingModelClient(inner, conversation));
        Wrap<IModelRouter>(services, static (inner, conversation) => new TestModelRouter(inner, conversation));
        services.AddSingleton<IModelClient, TestModelClient>();
        services.TryAddSingleton(provider => new SkillTestRunner(
            provider.GetRequiredService<ISkillExecutionEngine>(),
            provider.GetRequiredService<TestConversation>(),
            options,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetServices<IModelClient>().All(static c => c is RecordingModelClient or TestModelClient)));
        return builder.AddModels(TestConversation.Model);
    }

    private static void Wrap<TService>(IServiceCollection services, Func<TService, TestConversation, TService> wrap)
        where TService : class
    {
        for (var i = 0; i < services.Count; i++)
        {
            if (services[i] is { ServiceType: var type, IsKeyedService: false } descriptor && type == typeof(TService))
            {
                services[i] = ServiceDescriptor.Singleton(provider => wrap((TService)Make(provider, descriptor), provider.GetRequiredService<TestConversation>()));
            }
        }
    }

    private static object Make(IServiceProvider provider, ServiceDescriptor descriptor) => descriptor switch
    {
        { ImplementationInstance: { } instance } => instance,
        { ImplementationFactory: { } factory } => factory(provider),
        _ => ActivatorUtilities.CreateInstance(provider, descriptor.ImplementationType!),
    };
}
