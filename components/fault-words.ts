import type { Language } from '../lib/model.ts';

/** What a page says that could not be made. */
export interface FaultWords {
  readonly title: string;
  readonly text: string;
  readonly again: string;
}

/** Apart from the other messages: these are in the browser before anything fails, in every language. */
export const FAULT_WORDS: Readonly<Record<Language, FaultWords>> = {
  en: {
    title: 'This page could not be shown',
    text: 'The fault is in the status page, not in the services it watches. The checks go on.',
    again: 'Try again',
  },
  de: {
    title: 'Diese Seite konnte nicht angezeigt werden',
    text: 'Der Fehler liegt in der Statusseite, nicht in den überwachten Diensten. Die Prüfungen laufen weiter.',
    again: 'Erneut versuchen',
  },
  fr: {
    title: 'Cette page n’a pas pu être affichée',
    text: 'Le problème vient de la page d’état, pas des services surveillés. Les vérifications continuent.',
    again: 'Réessayer',
  },
  es: {
    title: 'No se pudo mostrar esta página',
    text: 'El fallo está en la página de estado, no en los servicios que vigila. Las comprobaciones continúan.',
    again: 'Reintentar',
  },
  ja: {
    title: 'このページを表示できませんでした',
    text: '問題は稼働状況ページにあり、監視対象のサービスにはありません。チェックは続いています。',
    again: '再試行',
  },
  zh: {
    title: '无法显示此页面',
    text: '问题出在状态页面，而不是所监控的服务。检查仍在继续。',
    again: '重试',
  },
  ar: {
    title: 'تعذّر عرض هذه الصفحة',
    text: 'الخلل في صفحة الحالة نفسها لا في الخدمات التي تراقبها. والفحوصات مستمرة.',
    again: 'أعد المحاولة',
  },
};
