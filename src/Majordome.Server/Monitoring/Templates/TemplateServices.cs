namespace Majordome.Server.Monitoring.Templates;

/// <summary>What templates need.</summary>
internal static class TemplateServices
{
    /// <summary>Adds it.</summary>
    public static void AddTemplates(this IServiceCollection services)
    {
        services.AddScoped<TemplateForms>();
        services.AddScoped<TemplatePlanner>();
        services.AddScoped<TemplateShelf>();
        services.AddScoped<TemplateChanges>();
        services.AddScoped<ItemTemplates>();
        services.AddScoped<ItemTemplatesReader>();
        services.AddScoped<DoPlan>();
        services.AddScoped<TieTemplate>();
        services.AddScoped<TemplateTies>();
        services.AddScoped<PlanWords>();
    }
}
